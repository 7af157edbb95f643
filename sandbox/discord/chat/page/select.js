/** A select that opens in place: one listbox, whole by keyboard, in messages and in forms. */

import { fill, freshId, h } from "/page/dom.js";
import { channelLabel } from "/page/world.js";

const BY_KIND = {
  5: (world) => people(world),
  6: (world) => roles(world),
  7: (world) => [...people(world), ...roles(world)],
  8: (world, { channel_types: types }) => channels(world, types ?? []),
};
const TYPED_LASTS_MS = 900;

/**
 * `component` is Discord's select (types 3 and 5 to 8). `onPick(values)` is called when a choice
 * is complete: at once where one is wanted, on closing where several may be taken. `inForm` leaves
 * the number of choices to the form's own check.
 */
export class Select {
  constructor({ component, world, label, onPick, inForm = false }) {
    this.component = component;
    this.options = component.options ?? BY_KIND[component.type]?.(world, component) ?? [];
    this.label = label;
    this.onPick = onPick;
    this.inForm = inForm;
    this.many = (component.max_values ?? 1) > 1;
    this.values = new Set(this.options.filter((one) => one.default).map((one) => one.value));
    for (const one of component.default_values ?? []) this.values.add(one.id);
    this.active = -1;
    this.typed = { text: "", at: 0 };
    this.#build();
  }

  /** The chosen values in the order of the options. */
  chosen() {
    return this.options.filter((one) => this.values.has(one.value)).map((one) => one.value);
  }

  #build() {
    const listId = freshId("list");
    this.button = h("button", {
      type: "button",
      class: "select-button",
      role: "combobox",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "aria-controls": listId,
      "aria-label": this.label,
      data: { customId: this.component.custom_id },
      "aria-disabled": this.component.disabled ? "true" : null,
      on: {
        click: () => this.#toggle(),
        keydown: (event) => this.#key(event),
        blur: () => this.#close(),
      },
    });
    this.list = h("ul", {
      id: listId,
      class: "options",
      role: "listbox",
      "aria-label": this.label,
      "aria-multiselectable": this.many ? "true" : null,
      hidden: true,
      // A press on an option must not take the focus from the button, which would close the list.
      on: { mousedown: (event) => event.preventDefault() },
    });
    this.element = h("div", { class: "select" }, this.button, this.list);
    this.items = this.options.map((option, index) => this.#item(option, index));
    fill(
      this.list,
      this.items.length > 0 ? this.items : h("li", { class: "none" }, "Nothing to choose from."),
    );
    this.#show();
  }

  #item(option, index) {
    const mark = option.emoji?.name ? `${option.emoji.name} ` : "";
    return h(
      "li",
      {
        id: freshId("option"),
        role: "option",
        on: { click: () => this.#take(index) },
      },
      h("span", { class: "option-name" }, mark, option.label),
      option.description && h("span", { class: "option-hint" }, option.description),
    );
  }

  #toggle() {
    if (this.component.disabled || this.button.getAttribute("aria-busy") === "true") return;
    if (this.list.hidden) this.#open();
    else this.#close();
  }

  #open() {
    this.before = this.chosen().join("\n");
    this.list.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    const first = this.options.findIndex((one) => this.values.has(one.value));
    this.#activate(Math.max(0, first));
    this.list.scrollIntoView({ block: "nearest" });
  }

  #close() {
    if (this.list.hidden) return;
    this.list.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    this.button.removeAttribute("aria-activedescendant");
    if (this.many && this.chosen().join("\n") !== this.before) this.#settle();
  }

  /** Fewer than are wanted can't be sent: then all is as before. */
  #settle() {
    if (this.inForm || this.values.size >= (this.component.min_values ?? 1)) {
      this.onPick(this.chosen());
      return;
    }
    this.values = new Set(this.before.split("\n").filter(Boolean));
    this.#show();
  }

  #key(event) {
    const closed = this.list.hidden;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      event.preventDefault();
      if (closed) this.#toggle();
      else this.#activate(this.active + move);
    } else if (!closed && (event.key === "Enter" || this.#isPress(event))) {
      event.preventDefault();
      this.#take(this.active);
    } else if (!closed && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    } else if (!closed && (event.key === "Home" || event.key === "End")) {
      event.preventDefault();
      this.#activate(event.key === "Home" ? 0 : this.items.length - 1);
    } else if ([...event.key].length === 1 && !event.ctrlKey && (event.key !== " " || !closed)) {
      event.preventDefault();
      if (closed) this.#toggle();
      this.#activate(this.#typedTo(event));
    }
  }

  /** A space takes the option, but for one in the middle of a name that is being typed. */
  #isPress({ key, timeStamp }) {
    if (key !== " ") return false;
    if (timeStamp - this.typed.at > TYPED_LASTS_MS) return true;
    return !this.options.some((one) => plainly(one).startsWith(`${this.typed.text} `));
  }

  /** Letters typed in quick succession lead to the first option that begins with them. */
  #typedTo({ key, timeStamp }) {
    const fresh = timeStamp - this.typed.at > TYPED_LASTS_MS;
    this.typed = { text: (fresh ? "" : this.typed.text) + key.toLowerCase(), at: timeStamp };
    const found = this.options.findIndex((one) => plainly(one).startsWith(this.typed.text));
    return found < 0 ? this.active : found;
  }

  #activate(index) {
    if (this.items.length === 0) return;
    this.active = Math.min(this.items.length - 1, Math.max(0, index));
    this.items.forEach((item, at) => item.classList.toggle("active", at === this.active));
    this.button.setAttribute("aria-activedescendant", this.items[this.active].id);
    this.items[this.active].scrollIntoView({ block: "nearest" });
  }

  #take(index) {
    const option = this.options[index];
    if (!option) return;
    this.typed = { text: "", at: 0 };
    if (this.many) this.#flip(option.value);
    else {
      this.values = new Set([option.value]);
      this.#show();
      this.#close();
      this.onPick([option.value]);
    }
    this.#activate(index);
  }

  #flip(value) {
    if (this.values.has(value)) this.values.delete(value);
    else if (this.values.size < this.component.max_values) this.values.add(value);
    this.#show();
  }

  #show() {
    const names = this.options.filter((one) => this.values.has(one.value)).map((one) => one.label);
    const words = names.join(", ") || this.component.placeholder || "Choose…";
    fill(
      this.button,
      h("span", { class: names.length > 0 ? "" : "placeholder" }, words),
      h("span", { class: "chevron", "aria-hidden": "true" }),
    );
    this.items.forEach((item, index) => {
      item.setAttribute("aria-selected", String(this.values.has(this.options[index].value)));
    });
  }
}

/** An option's name as it is typed. */
function plainly(option) {
  return option.label.toLowerCase().replace(/^[@#]/, "");
}

function people(world) {
  const { bot } = world;
  const members = [...world.members.values()].map((one) => ({
    value: one.id,
    label: one.display_name,
  }));
  return [...members, { value: bot.id, label: bot.username, description: "bot" }];
}

function roles(world) {
  return world.roles.map((one) => ({
    value: one.id,
    label: one.name.startsWith("@") ? one.name : `@${one.name}`,
  }));
}

function channels(world, types) {
  return world.channels
    .filter((one) => types.length === 0 || types.includes(one.type))
    .map((one) => ({ value: one.id, label: channelLabel(one, world) }));
}
