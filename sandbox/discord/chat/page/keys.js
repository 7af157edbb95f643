/** Keys that work everywhere on the page: whoever begins to type, writes. */

const OWN_KEYS = "input, textarea, select, dialog, [popover], [role=combobox], [role=menuitem]";

/** `write()` puts the focus where messages are written; `skip` is the link that does so too. */
export function takeKeys({ skip, write }) {
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    write();
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.target.closest?.(OWN_KEYS)) return;
    // Space presses buttons and plays clips; every other sign begins a message or a command.
    const isSign = [...event.key].length === 1 && event.key !== " ";
    if (isSign && !event.ctrlKey && !event.metaKey && !event.altKey) write();
  });
}
