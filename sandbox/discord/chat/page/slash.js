/** The list of commands while a person types "/": filtered, moved through with the arrow keys. */

import { say } from "/page/announce.js";
import { fill, freshId, h } from "/page/dom.js";
import { OPTION } from "/page/option-field.js";

const SLASH_COMMAND = 1;

/** Every command and sub-command as `{command, path, name, description, options}`. */
export function slashEntries(commands) {
  return commands
    .filter((command) => (command.type ?? SLASH_COMMAND) === SLASH_COMMAND)
    .flatMap((command) => expand(command, [], command))
    .sort((one, other) => one.name.localeCompare(other.name));
}

export class SlashPicker {
  /** `onPick(entry)` is called with the chosen entry; `input` keeps the focus all the while. */
  constructor({ input, world, onPick }) {
    Object.assign(this, { input, world, onPick });
    this.shown = [];
    this.active = 0;
    this.list = h("ul", {
      id: freshId("commands"),
      class: "commands",
      role: "listbox",
      "aria-label": "Commands",
      // Whoever walks by Tab alone can scroll a long list.
      tabindex: "0",
      on: { mousedown: (event) => event.preventDefault() },
    });
    this.none = h("p", { class: "none" });
    this.element = h(
      "div",
      { class: "picker", hidden: true },
      this.list,
      this.none,
      h(
        "p",
        { class: "keys", "aria-hidden": "true" },
        h("kbd", {}, "↑"),
        h("kbd", {}, "↓"),
        " move · ",
        h("kbd", {}, "Enter"),
        " choose · ",
        h("kbd", {}, "Esc"),
        " close",
      ),
    );
    input.setAttribute("aria-controls", this.list.id);
  }

  get open() {
    return !this.element.hidden;
  }

  /** Follows the text: opens for "/…", picks by itself when a whole name and a space were typed. */
  follow(text) {
    if (!text.startsWith("/") || text.includes("\n")) {
      this.close();
      return;
    }
    const entries = slashEntries(this.world.commands);
    const typed = text.slice(1);
    const whole = entries.find((entry) => typed.startsWith(`${entry.name} `));
    if (whole) {
      this.close();
      this.onPick(whole, typed.slice(whole.name.length + 1));
      return;
    }
    this.shown = ranked(entries, typed);
    this.#draw(typed);
  }

  close() {
    this.element.hidden = true;
    this.input.removeAttribute("aria-activedescendant");
  }

  /** Takes a key of the input; answers whether it was for the list. */
  key(event) {
    if (!this.open) return false;
    if (event.key === "Escape") this.close();
    else if (event.key === "ArrowDown") this.#activate(this.active + 1);
    else if (event.key === "ArrowUp") this.#activate(this.active - 1);
    else if (
      (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) &&
      this.shown.length > 0
    ) {
      this.#pick(this.active);
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #draw(typed) {
    this.items = this.shown.map((entry, index) =>
      h(
        "li",
        {
          id: freshId("command"),
          role: "option",
          on: { click: () => this.#pick(index) },
        },
        h("span", { class: "command-name" }, `/${entry.name}`),
        h("span", { class: "option-hint" }, entry.description),
      ),
    );
    fill(this.list, this.items);
    this.list.hidden = this.shown.length === 0;
    const count = this.shown.length;
    this.none.textContent = count > 0 ? "" : this.#emptySentence(typed);
    say(this.none.textContent || `${count} ${count === 1 ? "command" : "commands"}`);
    this.element.hidden = false;
    this.#activate(0);
  }

  #emptySentence(typed) {
    if (this.world.commands.length === 0)
      return `${this.world.bot.username} has no commands for you yet.`;
    return `No command has “${typed}” in its name.`;
  }

  #activate(index) {
    const count = this.shown.length;
    if (count === 0) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    this.active = (index + count) % count;
    this.items.forEach((item, at) => {
      item.classList.toggle("active", at === this.active);
      item.setAttribute("aria-selected", String(at === this.active));
    });
    this.input.setAttribute("aria-activedescendant", this.items[this.active].id);
    this.items[this.active].scrollIntoView({ block: "nearest" });
  }

  #pick(index) {
    const entry = this.shown[index];
    this.close();
    this.onPick(entry, "");
  }
}

function expand(node, path, command) {
  const options = node.options ?? [];
  const nested = options.filter(
    (one) => one.type === OPTION.SUB_COMMAND || one.type === OPTION.SUB_COMMAND_GROUP,
  );
  if (nested.length > 0) return nested.flatMap((one) => expand(one, [...path, one.name], command));
  return [
    {
      command,
      path,
      name: [command.name, ...path].join(" "),
      description: node.description ?? "",
      options: [...options].sort(
        (one, other) => Number(other.required ?? false) - Number(one.required ?? false),
      ),
    },
  ];
}

/** Names that begin with the text, then names with a word that does, then names that hold it. */
function ranked(entries, typed) {
  const wanted = typed.trim().toLowerCase();
  const rank = ({ name }) => {
    if (name.startsWith(wanted)) return 0;
    if (name.split(/[\s_-]/).some((word) => word.startsWith(wanted))) return 1;
    return name.includes(wanted) ? 2 : 3;
  };
  return entries
    .map((entry) => [rank(entry), entry])
    .filter(([order]) => order < 3)
    .sort(([one], [other]) => one - other)
    .map(([, entry]) => entry);
}
