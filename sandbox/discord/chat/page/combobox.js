/**
 * A text field with suggestions, by the ARIA combobox pattern; a taken suggestion replaces the
 * field.
 */

import { say } from "/page/announce.js";
import { fill, freshId, h } from "/page/dom.js";

const DEBOUNCE_MS = 160;

/**
 * `suggest(text)` answers `[{name, value, hint?}]`, at once or later; an answer to an older text is
 * dropped. `free` says whether typed text is a value of its own; the first suggestion is marked, so
 * that Enter takes it, unless a free field was only entered. `remote` debounces.
 */
export class Combobox {
  #asked = 0;
  #timer = null;

  constructor({ suggest, free, remote, labelledBy, describedBy, onChange = () => {} }) {
    Object.assign(this, { suggest, free, remote, onChange });
    this.taken = null;
    this.choices = [];
    this.active = -1;
    this.hasTyped = false;
    this.moved = false;
    const listId = freshId("suggestions");
    this.input = h("input", {
      type: "text",
      class: "field-input",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": listId,
      "aria-labelledby": labelledBy,
      "aria-describedby": describedBy,
      on: {
        focus: () => this.#entered(),
        input: () => this.#typed(),
        keydown: (event) => this.#key(event),
        blur: () => this.close(),
        click: () => this.list.hidden && this.#ask(0),
      },
    });
    this.list = h("ul", {
      id: listId,
      class: "options",
      role: "listbox",
      "aria-labelledby": labelledBy,
      hidden: true,
      on: { mousedown: (event) => event.preventDefault() },
    });
    this.note = h("p", { class: "suggest-note" });
    this.element = h("div", { class: "combobox" }, this.input, this.list, this.note);
  }

  /**
   * The value to send: the taken suggestion's, else the typed text where that is allowed, else
   * `null`.
   */
  get value() {
    if (this.taken) return this.taken.value;
    const text = this.input.value;
    if (this.free) return text === "" ? null : text;
    const exact = this.choices.find((one) => one.name.toLowerCase() === text.trim().toLowerCase());
    return exact ? exact.value : null;
  }

  /** Whether Enter now takes a suggestion rather than sending. */
  get wantsEnter() {
    return !this.list.hidden && this.active >= 0;
  }

  set(text, taken = null) {
    this.input.value = text;
    this.taken = taken;
  }

  focus() {
    this.input.focus();
  }

  close() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.list.hidden = true;
    this.note.textContent = "";
    this.active = -1;
    this.moved = false;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  /** Merely entering a free field marks no suggestion: Enter then sends what stands there. */
  #entered() {
    this.hasTyped = false;
    this.#ask(0);
  }

  #typed() {
    this.taken = null;
    this.hasTyped = this.input.value !== "";
    this.onChange();
    this.#ask(this.remote ? DEBOUNCE_MS : 0);
  }

  #ask(delay) {
    clearTimeout(this.#timer);
    this.#asked += 1;
    const turn = this.#asked;
    // A field that holds a taken suggestion offers everything again, not only itself.
    const text = this.taken && !this.remote ? "" : this.input.value;
    const ask = async () => {
      if (this.remote && this.list.hidden) this.note.textContent = "Looking…";
      try {
        const choices = await this.suggest(text);
        if (turn === this.#asked) this.#show(choices);
      } catch (error) {
        if (turn === this.#asked) this.#nothing(error.message);
      }
    };
    if (delay > 0) this.#timer = setTimeout(ask, delay);
    else ask();
  }

  #show(choices) {
    if (document.activeElement !== this.input) return;
    const marked = this.moved ? this.choices[this.active]?.value : undefined;
    this.choices = choices;
    if (choices.length === 0) {
      this.#nothing(this.free ? "No suggestions." : "Nothing fits.");
      return;
    }
    say(this.#count());
    this.items = choices.map((choice, index) =>
      h(
        "li",
        {
          id: freshId("suggestion"),
          role: "option",
          "aria-selected": "false",
          on: { click: () => this.#take(index) },
        },
        h("span", { class: "option-name" }, choice.name),
        choice.hint && h("span", { class: "option-hint" }, choice.hint),
      ),
    );
    fill(this.list, this.items);
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    // A mark that somebody has moved stays on its suggestion while the list changes under it.
    const kept = marked === undefined ? -1 : choices.findIndex((one) => one.value === marked);
    const marks = this.free ? this.hasTyped : !this.taken;
    this.#activate(kept >= 0 ? kept : marks ? 0 : -1);
    this.element.scrollIntoView({ block: "nearest" });
  }

  #count() {
    const { length } = this.choices;
    return `${length} ${length === 1 ? "suggestion" : "suggestions"}`;
  }

  #nothing(sentence) {
    this.close();
    this.choices = [];
    this.note.textContent = sentence;
    say(sentence);
  }

  #key(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) this.#ask(0);
      else this.#move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (
      (event.key === "Enter" || event.key === "Tab") &&
      this.wantsEnter &&
      !event.isComposing
    ) {
      if (event.key === "Enter") event.preventDefault();
      // The field itself must not send on this Enter.
      event.stopPropagation();
      this.#take(this.active);
    }
  }

  #move(step) {
    this.moved = true;
    const count = this.choices.length;
    const next = this.active < 0 && step < 0 ? count - 1 : (this.active + step + count) % count;
    this.#activate(next);
  }

  #activate(index) {
    this.active = index;
    const enter = index < 0 ? "sends" : "takes";
    this.note.textContent = `${this.#count()} · ↑ ↓ move, Enter ${enter}, Esc closes`;
    this.items.forEach((item, at) => {
      item.classList.toggle("active", at === index);
      item.setAttribute("aria-selected", String(at === index));
    });
    if (index < 0) this.input.removeAttribute("aria-activedescendant");
    else {
      this.input.setAttribute("aria-activedescendant", this.items[index].id);
      this.items[index].scrollIntoView({ block: "nearest" });
    }
  }

  #take(index) {
    const choice = this.choices[index];
    this.set(choice.name, choice);
    this.hasTyped = false;
    this.close();
    this.input.setSelectionRange(choice.name.length, choice.name.length);
    this.onChange();
  }
}
