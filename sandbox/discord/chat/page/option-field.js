/** One option of a command as a field that reads and checks itself. */

import { Combobox } from "/page/combobox.js";
import { freshId, growWithText, h } from "/page/dom.js";
import { FileField } from "/page/files.js";
import { errorLine } from "/page/notices.js";

/** Discord's option types. */
export const OPTION = {
  SUB_COMMAND: 1,
  SUB_COMMAND_GROUP: 2,
  STRING: 3,
  INTEGER: 4,
  BOOLEAN: 5,
  USER: 6,
  CHANNEL: 7,
  ROLE: 8,
  MENTIONABLE: 9,
  NUMBER: 10,
  ATTACHMENT: 11,
};

const NUMERIC = new Set([OPTION.INTEGER, OPTION.NUMBER]);

/**
 * `context` is `{world, suggest(option, text), onRemove(field)}`; an optional field has a button to
 * take it away. `read()` answers `{value}`, `{file}` or `{}` for empty, after showing what is wrong
 * where the value cannot stand (then `null`).
 */
export class OptionField {
  constructor(option, context) {
    this.option = option;
    this.context = context;
    this.error = errorLine();
    this.labelId = freshId("label");
    this.hintId = freshId("hint");
    this.control = this.#control();
    this.element = h(
      "div",
      {
        class: "option",
        role: "group",
        "aria-labelledby": this.labelId,
        data: { option: option.name },
      },
      h(
        "div",
        { class: "option-label" },
        // The file button says its own name, so a label must not take its place.
        h(
          this.isFile ? "span" : "label",
          { class: "name", id: this.labelId, for: this.control.focusId },
          option.name,
          option.required && h("span", { class: "needed" }, " required"),
        ),
        h("span", { class: "option-about", id: this.hintId }, option.description),
        !option.required && this.#removeButton(),
      ),
      this.control.element,
      this.error.line,
    );
  }

  get isFile() {
    return this.option.type === OPTION.ATTACHMENT;
  }

  focus() {
    this.control.focus();
  }

  /** Puts a value in, as from an address or a kept draft. */
  set(value) {
    this.control.set(value);
  }

  /** What is in the field as typed, for a draft. */
  typed() {
    return this.control.typed();
  }

  read() {
    this.error.clear();
    const raw = this.control.read();
    if (raw === null) return this.#empty();
    if (this.isFile) return { file: raw };
    const [value, complaint] = checked(this.option, raw);
    if (complaint) return this.#refuse(complaint);
    return { value };
  }

  /** Part of an autocomplete request: whatever is there, unchecked; of a file, its name alone. */
  peek() {
    if (this.isFile) return this.control.read()?.name ?? null;
    const raw = this.control.read() ?? (this.control.typed() || null);
    return raw === null ? null : loosely(this.option, raw);
  }

  #removeButton() {
    return h(
      "button",
      {
        type: "button",
        class: "quiet remove",
        "aria-label": `Remove ${this.option.name}`,
        on: { click: () => this.context.onRemove(this) },
      },
      "✕",
    );
  }

  #empty() {
    if (this.control.typed()) return this.#refuse("Take one of the suggestions.");
    if (this.option.required) return this.#refuse(`${this.option.name} is needed.`);
    return {};
  }

  #refuse(sentence) {
    this.error.show(sentence);
    return null;
  }

  #control() {
    const { option } = this;
    if (option.type === OPTION.ATTACHMENT) return fileControl(option, this.hintId);
    if (option.autocomplete) {
      return comboControl(this, {
        free: true,
        remote: true,
        suggest: (text) => this.context.suggest(option, text),
      });
    }
    const fixed = fixedChoices(option, this.context.world);
    if (fixed)
      return comboControl(this, {
        free: false,
        remote: false,
        suggest: (text) => narrowed(fixed, text),
      });
    return textControl(this);
  }
}

function fileControl(option, hintId) {
  const field = new FileField({ label: option.name, describedBy: hintId });
  return {
    element: field.element,
    focusId: null,
    focus: () => field.focus(),
    read: () => field.files[0] ?? null,
    typed: () => "",
    set: (file) => file instanceof File && field.add([file]),
  };
}

function comboControl(field, { free, remote, suggest }) {
  const box = new Combobox({
    free,
    remote,
    suggest,
    labelledBy: field.labelId,
    describedBy: field.hintId,
    onChange: () => field.error.clear(),
  });
  box.input.id = freshId("input");
  return {
    element: box.element,
    focusId: box.input.id,
    focus: () => box.focus(),
    read: () => box.value,
    typed: () => box.input.value,
    set: (value) => {
      const known = free ? [] : suggest("");
      const choice = known.find((one) => one.value === value || one.name === value);
      box.set(choice?.name ?? String(value), choice ?? null);
    },
  };
}

function textControl(field) {
  const numeric = NUMERIC.has(field.option.type);
  const input = h(numeric ? "input" : "textarea", {
    id: freshId("input"),
    class: "field-input",
    rows: numeric ? null : "1",
    inputmode: numeric ? "decimal" : null,
    autocomplete: "off",
    "aria-describedby": field.hintId,
    "aria-required": field.option.required ? "true" : null,
    on: { input: () => field.error.clear() },
  });
  const fit = numeric ? () => {} : growWithText(input);
  return {
    element: input,
    focusId: input.id,
    focus: () => input.focus(),
    read: () => (input.value === "" ? null : input.value),
    typed: () => input.value,
    set: (value) => {
      input.value = String(value);
      fit();
    },
  };
}

function fixedChoices(option, world) {
  if (option.choices?.length > 0) return option.choices;
  const people = () =>
    [...world.members.values(), world.bot].map((one) => ({
      name: one.display_name ?? one.username,
      value: one.id,
      hint: `@${one.username}`,
    }));
  const roles = () => world.roles.map((one) => ({ name: `@${one.name}`, value: one.id }));
  switch (option.type) {
    case OPTION.BOOLEAN:
      return [
        { name: "Yes", value: true },
        { name: "No", value: false },
      ];
    case OPTION.USER:
      return people();
    case OPTION.ROLE:
      return roles();
    case OPTION.MENTIONABLE:
      return [...people(), ...roles()];
    case OPTION.CHANNEL:
      return channelChoices(option, world);
    default:
      return null;
  }
}

function channelChoices(option, world) {
  return world.channels
    .filter((one) => !option.channel_types?.length || option.channel_types.includes(one.type))
    .map((one) => ({ name: `#${one.name}`, value: one.id, hint: one.topic }));
}

function narrowed(choices, text) {
  const wanted = text.trim().toLowerCase().replace(/^[@#]/, "");
  return choices.filter((one) => one.name.toLowerCase().includes(wanted)).slice(0, 25);
}

function loosely(option, raw) {
  return NUMERIC.has(option.type) && Number.isFinite(Number(raw)) ? Number(raw) : raw;
}

/** `[value, complaint]`: the same rules that Discord's own client holds a member to. */
function checked(option, raw) {
  if (NUMERIC.has(option.type)) return checkedNumber(option, raw);
  if (option.type !== OPTION.STRING) return [raw, null];
  const length = [...raw].length;
  const most = option.max_length ?? 6000;
  if (length > most) return [null, `At most ${most} characters; this has ${length}.`];
  if (length < (option.min_length ?? 0)) return [null, `At least ${option.min_length} characters.`];
  return [raw, null];
}

function checkedNumber(option, raw) {
  const value = Number(raw);
  if (String(raw).trim() === "" || !Number.isFinite(value)) return [null, "A number goes here."];
  if (option.type === OPTION.INTEGER && !Number.isInteger(value))
    return [null, "A whole number goes here."];
  if (value < (option.min_value ?? -Infinity)) return [null, `${option.min_value} or more.`];
  if (value > (option.max_value ?? Infinity)) return [null, `${option.max_value} or less.`];
  return [value, null];
}
