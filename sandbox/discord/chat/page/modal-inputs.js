/** The fields of a form: each builds itself, checks itself and is read when the form is sent. */

import { freshId, growWithText, h } from "/page/dom.js";
import { FileField } from "/page/files.js";
import { Select } from "/page/select.js";

const PARAGRAPH = 2;

/**
 * By component type: a function of `{component, label, needed, ids, error, world}` that answers
 * `{element, focus(), check(), read(files)}`; a file field also `takeFiles(files)`. `naming` says
 * that the field names itself, so that a label must not take its place.
 */
export const INPUTS = {
  3: selectInput,
  4: textInput,
  5: selectInput,
  6: selectInput,
  7: selectInput,
  8: selectInput,
  19: fileInput,
  21: radioInput,
  22: checkboxesInput,
  23: checkboxInput,
};

function textInput({ component, needed, ids, error }) {
  const long = component.style === PARAGRAPH;
  const most = component.max_length ?? 4000;
  const input = h(long ? "textarea" : "input", {
    id: ids.input,
    class: "field-input",
    rows: long ? "3" : null,
    type: long ? null : "text",
    placeholder: component.placeholder,
    autocomplete: "off",
    "aria-describedby": ids.hint,
    "aria-required": needed ? "true" : null,
    value: component.value ?? "",
  });
  if (long) growWithText(input);
  const count = countLeft(input, most);
  input.addEventListener("input", () => error.clear());
  const check = () => {
    const length = [...input.value].length;
    const least = component.min_length ?? 0;
    if (needed && length === 0) error.show("This is needed.");
    else if (length > most) error.show(`At most ${most} characters; this has ${length}.`);
    else if (length > 0 && length < least) error.show(`At least ${least} characters.`);
    else error.clear();
    return error.line.hidden;
  };
  return {
    element: h("div", {}, input, count),
    focus: () => input.focus(),
    check,
    read: () => input.value,
  };
}

/** A line that says how many characters are left, once few are. */
function countLeft(input, most) {
  const line = h("p", { class: "count" });
  const recount = () => {
    const left = most - [...input.value].length;
    line.textContent = left <= most / 5 ? `${left} characters left` : "";
    line.classList.toggle("over", left < 0);
  };
  input.addEventListener("input", recount);
  recount();
  return line;
}

function selectInput({ component, label, needed, ids, error, world }) {
  const onPick = () => error.clear();
  const select = new Select({ component, world, label, onPick, inForm: true });
  select.button.id = ids.input;
  select.button.setAttribute("aria-describedby", ids.hint);
  const check = () => {
    error.show(tooFew(component, needed, select.chosen().length));
    return error.line.hidden;
  };
  return {
    element: select.element,
    focus: () => select.button.focus(),
    check,
    read: () => select.chosen(),
  };
}

function fileInput({ component, label, needed, ids, error }) {
  const field = new FileField({
    label,
    most: component.max_values ?? 1,
    describedBy: ids.hint,
    onChange: () => error.clear(),
  });
  const check = () => {
    const least = needed ? Math.max(1, component.min_values ?? 1) : 0;
    if (field.files.length < least)
      error.show(least === 1 ? "A file is needed." : `At least ${least} files are needed.`);
    else error.clear();
    return error.line.hidden;
  };
  return {
    element: field.element,
    focus: () => field.focus(),
    check,
    read: (files) => ({ files: field.files.map((file) => files.push(file) - 1) }),
    takeFiles: (files) => field.add(files),
    naming: true,
  };
}

function radioInput({ component, needed, ids, error }) {
  const group = optionGroup(component, ids, "radio", () => error.clear());
  const check = () => {
    error.show(needed && group.chosen().length === 0 ? "Choose one." : "");
    return error.line.hidden;
  };
  return { ...group, check, read: () => group.chosen()[0] ?? null, naming: true };
}

function checkboxesInput({ component, needed, ids, error }) {
  const most = component.max_values ?? (component.options ?? []).length;
  const group = optionGroup(component, ids, "checkbox", () => error.clear());
  const check = () => {
    const count = group.chosen().length;
    error.show(count > most ? `Choose at most ${most}.` : tooFew(component, needed, count));
    return error.line.hidden;
  };
  return { ...group, check, read: () => group.chosen(), naming: true };
}

function checkboxInput({ component, ids, error }) {
  const input = h("input", {
    id: ids.input,
    type: "checkbox",
    "aria-describedby": ids.hint,
    on: { change: () => error.clear() },
  });
  input.checked = Boolean(component.default);
  return {
    element: h("div", { class: "choice lone" }, input),
    focus: () => input.focus(),
    check: () => true,
    read: () => input.checked,
  };
}

/** Radio buttons or checkboxes under one name: `{element, focus(), chosen()}`. */
function optionGroup(component, ids, kind, onPick) {
  const name = freshId("group");
  const pairs = (component.options ?? []).map((option) => {
    const input = h("input", { type: kind, name, id: freshId("choice"), on: { change: onPick } });
    input.checked = Boolean(option.default);
    return { option, input };
  });
  const element = h(
    "div",
    {
      class: "choices",
      role: kind === "radio" ? "radiogroup" : "group",
      "aria-labelledby": ids.label,
      "aria-describedby": ids.hint,
    },
    pairs.map(({ option, input }) => choiceLine(option, input)),
  );
  const taken = () => pairs.filter(({ input }) => input.checked);
  return {
    element,
    focus: () => (taken()[0] ?? pairs[0])?.input.focus(),
    chosen: () => taken().map(({ option }) => option.value),
  };
}

function choiceLine(option, input) {
  const hint =
    option.description && h("span", { class: "option-hint", id: freshId("hint") }, option.description);
  if (hint) input.setAttribute("aria-describedby", hint.id);
  return h(
    "div",
    { class: "choice" },
    input,
    h("label", { for: input.id }, option.label),
    hint,
  );
}

/** The complaint about too few choices, or "". Nothing at all is enough where nothing is needed. */
function tooFew(component, needed, count) {
  const least = component.min_values ?? 1;
  if (count >= least || (!needed && count === 0)) return "";
  return least <= 1 ? "Choose one." : `Choose at least ${least}.`;
}
