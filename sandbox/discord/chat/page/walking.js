/** The messages by keyboard: arrow keys walk, Escape goes back to writing, the menu key opens. */

/**
 * Listens on `scroller`, which holds `li.message` elements. `openMenu(element)` opens the menu of
 * one, `back()` puts the focus where messages are written. Returns `{toNewest()}`.
 */
export function walkMessages(scroller, { openMenu, back }) {
  const all = () => [...scroller.querySelectorAll("li.message")];
  const step = {
    ArrowUp: (at) => at - 1,
    ArrowDown: (at) => at + 1,
    Home: () => 0,
    End: (_at, count) => count - 1,
  };
  const walk = (event, current) => {
    const messages = all();
    const from = current ? messages.indexOf(current) : messages.length;
    const to = messages[step[event.key](from, messages.length)];
    event.preventDefault();
    if (to) focusMessage(to);
    else if (event.key === "ArrowDown") back();
  };
  scroller.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || !belongsToList(event.target, scroller)) return;
    const current = event.target.closest("li.message");
    if (event.key === "Escape") back();
    else if (current && isMenuKey(event)) {
      event.preventDefault();
      openMenu(current);
    } else if (Object.hasOwn(step, event.key) && noModifier(event)) walk(event, current);
  });
  return {
    toNewest: () => {
      const newest = all().at(-1);
      if (newest) focusMessage(newest);
      return Boolean(newest);
    },
  };
}

function focusMessage(element) {
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
}

/** Selects, players and code that scrolls have uses of their own for these keys. */
function belongsToList(target, scroller) {
  if (target === scroller || target.matches("li.message")) return true;
  return target.matches("button:not([role=combobox]), a, [role=button]");
}

function isMenuKey(event) {
  return event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
}

function noModifier(event) {
  return !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
}
