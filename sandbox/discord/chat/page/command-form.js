/** A chosen command with its options as fields: required ones first, optional ones to be added. */

import { fill, h } from "/page/dom.js";
import { errorLine } from "/page/notices.js";
import { OPTION, OptionField } from "/page/option-field.js";

/**
 * `context` is `{session, world, addPending(words), onClose(), onSent(), onFailed(entry, values)}`.
 * Enter in a field sends, Escape closes; what was typed stays with the caller through `values()`.
 */
export class CommandForm {
  constructor(entry, values, context) {
    this.entry = entry;
    this.context = context;
    this.fields = [];
    this.error = errorLine();
    this.fieldBox = h("div", { class: "option-fields" });
    this.adders = h("div", {
      class: "adders",
      role: "group",
      "aria-label": "Optional fields to add",
    });
    this.send = h("button", { type: "submit", class: "press primary send" }, "Send");
    this.element = h(
      "form",
      { class: "command-form", "aria-label": `Command ${entry.name}`, novalidate: true },
      this.#head(),
      this.fieldBox,
      this.adders,
      h("div", { class: "command-foot" }, this.error.line, this.send),
    );
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.#fillIn(values);
  }

  /** The first field that still wants something, else the first one, else the button. */
  focus() {
    const empty = this.fields.find(
      (field) => field.option.required && !field.typed() && !field.isFile,
    );
    (empty ?? this.fields.find((field) => !field.isFile) ?? this.fields[0] ?? this.send).focus();
  }

  /**
   * Takes pasted or dropped files: into the first empty file option, which is added where needed.
   */
  takeFiles(files) {
    const slots = this.entry.options.filter((option) => option.type === OPTION.ATTACHMENT);
    if (slots.length === 0) {
      this.error.show(`/${this.entry.name} takes no files.`);
      return;
    }
    const free = slots.filter((option) => !this.#field(option.name)?.control.read());
    files.slice(0, Math.max(1, free.length)).forEach((file, index) => {
      const option = free[index] ?? slots[0];
      (this.#field(option.name) ?? this.#add(option)).set(file);
    });
  }

  /** What the fields hold now, by option. */
  values() {
    return Object.fromEntries(
      this.fields
        .map((field) => [field.option.name, field.isFile ? field.control.read() : field.typed()])
        .filter(([, value]) => value !== null && value !== ""),
    );
  }

  async submit() {
    if (this.send.getAttribute("aria-busy") === "true") return;
    this.error.clear();
    const read = this.fields.map((field) => [field, field.read()]);
    const wrong = read.find(([, answer]) => answer === null);
    if (wrong) {
      wrong[0].focus();
      return;
    }
    const files = [];
    const options = {};
    for (const [field, answer] of read) {
      if (answer.file) options[field.option.name] = { file: files.push(answer.file) - 1 };
      else if (answer.value !== undefined) options[field.option.name] = answer.value;
    }
    await this.#deliver(options, files);
  }

  async #deliver(options, files) {
    const { session, world, addPending, onSent, onFailed } = this.context;
    const kept = this.values();
    const row = addPending(`Sending /${this.entry.name}…`);
    const watch = {
      acked: row.done,
      failed: (reason) =>
        row.fail(reason || `${world.bot.username} did not respond.`, () =>
          onFailed(this.entry, kept),
        ),
    };
    this.send.setAttribute("aria-busy", "true");
    try {
      await session.act("command", { ...this.#where(), options }, { files, watch });
      onSent();
    } catch (error) {
      row.done();
      this.error.show(error.message);
      this.focus();
    }
    this.send.removeAttribute("aria-busy");
  }

  #where() {
    return {
      channel_id: this.context.world.openChannel,
      command_id: this.entry.command.id,
      path: this.entry.path,
    };
  }

  #head() {
    const close = h(
      "button",
      {
        type: "button",
        class: "quiet",
        "aria-label": `Close /${this.entry.name}`,
        on: { click: () => this.context.onClose() },
      },
      "✕",
    );
    return h(
      "div",
      { class: "command-head" },
      h("b", { class: "command-name" }, `/${this.entry.name}`),
      h("span", { class: "option-hint" }, this.entry.description),
      close,
    );
  }

  #fillIn(values) {
    const { options } = this.entry;
    const wanted = options.filter((option) => option.required || values[option.name] !== undefined);
    // With nothing required, the first option invites to write; it may stay empty.
    const first = wanted.length === 0 && options[0]?.type === OPTION.STRING ? [options[0]] : [];
    for (const option of [...wanted, ...first]) {
      const field = this.#add(option);
      if (values[option.name] !== undefined) field.set(values[option.name]);
    }
    this.#drawAdders();
  }

  #field(name) {
    return this.fields.find((field) => field.option.name === name);
  }

  #add(option) {
    const field = new OptionField(option, {
      world: this.context.world,
      suggest: (focused, text) => this.#suggest(focused, text),
      onRemove: (one) => this.#remove(one),
    });
    this.fields.push(field);
    this.fieldBox.append(field.element);
    this.#drawAdders();
    return field;
  }

  #remove(field) {
    this.fields = this.fields.filter((one) => one !== field);
    field.element.remove();
    this.#drawAdders();
    this.adders.querySelector(`[data-adds="${CSS.escape(field.option.name)}"]`)?.focus();
  }

  #drawAdders() {
    const missing = this.entry.options.filter((option) => !this.#field(option.name));
    this.adders.hidden = missing.length === 0;
    fill(
      this.adders,
      missing.map((option) =>
        h(
          "button",
          {
            type: "button",
            class: "adder",
            title: option.description,
            "aria-label": `Add ${option.name}: ${option.description}`,
            data: { adds: option.name },
            on: { click: () => this.#add(option).focus() },
          },
          h("span", { "aria-hidden": "true" }, "+ "),
          option.name,
        ),
      ),
    );
  }

  #suggest(focused, text) {
    const options = {};
    for (const field of this.fields) {
      const value = field.peek();
      if (value !== null) options[field.option.name] = value;
    }
    options[focused.name] = text;
    return this.context.session.suggestions({ ...this.#where(), options, focused: focused.name });
  }

  #key(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      this.context.onClose();
    }
    const writes = event.target.matches("input, textarea");
    if (
      event.key === "Enter" &&
      !event.shiftKey &&
      !event.isComposing &&
      writes &&
      !event.defaultPrevented
    ) {
      event.preventDefault();
      this.submit();
    }
  }
}
