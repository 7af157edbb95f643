/** The menu on a message's "…" button: the bot's message commands, and copying the text. */

import { h } from "/page/dom.js";

const MESSAGE_COMMAND = 3;

/** `context` is `{session, world, addPending(words)}`. Focus returns to `button` on closing. */
export function openMenu(message, button, context) {
  const commands = context.world.commands.filter((command) => command.type === MESSAGE_COMMAND);
  const menu = h("div", {
    class: "menu",
    role: "menu",
    popover: "auto",
    "aria-label": button.getAttribute("aria-label"),
  });
  const items = commands.map((command) =>
    item(command.name, context.world.bot.username, () => {
      menu.hidePopover();
      run(command, message, context);
    }),
  );
  if (message.content) {
    items.push(
      item("Copy text", "", () => {
        menu.hidePopover();
        navigator.clipboard?.writeText(message.content);
      }),
    );
  }
  if (items.length === 0)
    items.push(h("p", { class: "none" }, "Nothing can be done with this message."));
  menu.append(...items);
  menu.addEventListener("keydown", (event) => moveFocus(event, menu));
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const hadFocus =
      menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.remove();
    button.setAttribute("aria-expanded", "false");
    if (hadFocus && button.isConnected) button.focus({ preventScroll: true });
  });
  document.body.append(menu);
  button.setAttribute("aria-expanded", "true");
  menu.showPopover();
  place(menu, button);
  menu.querySelector("[role=menuitem]")?.focus();
}

function item(label, source, onPick) {
  return h(
    "button",
    { type: "button", role: "menuitem", tabindex: "-1", on: { click: onPick } },
    h("span", {}, label),
    source && h("span", { class: "option-hint" }, source),
  );
}

async function run(command, message, { session, world, addPending }) {
  const row = addPending(`Asking ${world.bot.username}: ${command.name}…`);
  const fields = { channel_id: message.channel_id, command_id: command.id, message_id: message.id };
  const watch = {
    acked: row.done,
    failed: (reason) => row.fail(reason || `${world.bot.username} did not respond.`),
  };
  try {
    await session.act("menu", fields, { watch });
  } catch (error) {
    row.fail(error.message);
  }
}

function moveFocus(event, menu) {
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const to = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  }[event.key];
  if (event.key === "Tab") menu.hidePopover();
  if (to === undefined || items.length === 0) return;
  event.preventDefault();
  items[to].focus();
}

/** Below the button where there is room, else above; never out of the window. */
function place(menu, button) {
  const spot = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = Math.min(innerWidth - width - 8, Math.max(8, spot.right - width));
  const below = spot.bottom + 4;
  const top = below + height < innerHeight - 8 ? below : Math.max(8, spot.top - height - 4);
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}
