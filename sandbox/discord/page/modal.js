/**
 * The bot's forms (modals): text, selects and files, in a dialog that keeps what was typed until
 * it is taken.
 */

import { fill, freshId, growWithText, h } from "/page/dom.js";
import { FileField, takeDrops, takePastes } from "/page/files.js";
import { markdown } from "/page/markdown.js";
import { errorLine } from "/page/notices.js";
import { Select } from "/page/select.js";

const PARAGRAPH = 2;

export class ModalHost {
  /** `linksFor()` resolves the marks in a form's texts. */
  constructor({ session, world, linksFor }) {
    Object.assign(this, { session, world, linksFor });
    this.dialog = null;
  }

  /** Opens the form of a `modal` event; an open one is put away first. */
  open({ modal, interaction_id: interactionId }) {
    this.close();
    const inputs = [];
    const build = (component) => this.#component(component, inputs);
    const titleId = freshId("modal");
    const error = errorLine();
    const submit = h("button", { type: "submit", class: "press primary" }, "Submit");
    const cancel = h(
      "button",
      { type: "button", class: "press secondary", on: { click: () => this.close() } },
      "Cancel",
    );
    const form = h(
      "form",
      { novalidate: true },
      h("h2", { id: titleId }, modal.title),
      h("div", { class: "modal-body" }, (modal.components ?? []).map(build)),
      error.line,
      h("div", { class: "modal-foot" }, cancel, submit),
    );
    this.dialog = h("dialog", { class: "modal", "aria-labelledby": titleId }, form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit({ modal, interactionId, inputs, error, submit });
    });
    const fileInput = inputs.find((input) => input.takeFiles);
    if (fileInput) {
      takePastes(this.dialog, fileInput.takeFiles);
      takeDrops(this.dialog, fileInput.takeFiles);
    }
    this.dialog.addEventListener("close", () => this.close());
    document.body.append(this.dialog);
    this.dialog.showModal();
    inputs[0]?.focus();
  }

  close() {
    const { dialog } = this;
    this.dialog = null;
    dialog?.close();
    dialog?.remove();
  }

  async #submit({ modal, interactionId, inputs, error, submit }) {
    if (submit.getAttribute("aria-busy") === "true") return;
    error.clear();
    const wrong = inputs.filter((input) => !input.check());
    if (wrong.length > 0) {
      wrong[0].focus();
      return;
    }
    const files = [];
    const values = Object.fromEntries(inputs.map((input) => [input.customId, input.read(files)]));
    const { dialog } = this;
    const name = this.world.bot.username;
    const refuse = (sentence) => {
      submit.removeAttribute("aria-busy");
      error.show(sentence);
    };
    const watch = {
      acked: () => this.dialog === dialog && this.close(),
      failed: (reason) =>
        refuse(reason || `${name} did not respond. What you wrote is still here.`),
    };
    submit.setAttribute("aria-busy", "true");
    const fields = { interaction_id: interactionId, custom_id: modal.custom_id, values };
    try {
      await this.session.act("submit_modal", fields, { files, watch });
    } catch (failure) {
      refuse(failure.message);
    }
  }

  #component(component, inputs) {
    if (component.type === 1)
      return component.components.map((one) =>
        this.#labelled({ component: one, label: one.label }, inputs),
      );
    if (component.type === 18) return this.#labelled(component, inputs);
    if (component.type === 10)
      return h("div", { class: "said" }, markdown(component.content, this.linksFor()));
    return h(
      "p",
      { class: "unknown" },
      `This page can't show components of type ${component.type}.`,
    );
  }

  #labelled({ label, description, component }, inputs) {
    const make = INPUTS[component.type];
    if (!make)
      return h(
        "p",
        { class: "unknown" },
        `This page can't show components of type ${component.type}.`,
      );
    const ids = { input: freshId("field"), hint: freshId("hint") };
    const error = errorLine();
    const needed = component.required ?? true;
    const input = make({ component, label, needed, ids, error, world: this.world });
    inputs.push({ customId: component.custom_id, ...input });
    return h(
      "div",
      { class: "modal-field" },
      h(
        input.naming ? "span" : "label",
        { class: "name", for: input.naming ? null : ids.input },
        label,
        needed && h("span", { class: "needed" }, " required"),
      ),
      h("p", { class: "field-hint", id: ids.hint, hidden: !description }, description),
      input.element,
      error.line,
    );
  }
}

/**
 * Each answers `{element, focus(), check(), read(files)}`; a file field also `takeFiles(files)` and
 * `naming`: its button says its own name, so a label must not take its place.
 */
const INPUTS = {
  3: selectInput,
  4: textInput,
  5: selectInput,
  6: selectInput,
  7: selectInput,
  8: selectInput,
  19: fileInput,
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
  const count = h("p", { class: "count" });
  const recount = () => {
    const left = most - [...input.value].length;
    count.textContent = left <= most / 5 || left < 0 ? `${left} characters left` : "";
    count.classList.toggle("over", left < 0);
  };
  input.addEventListener("input", () => {
    error.clear();
    recount();
  });
  recount();
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

function selectInput({ component, label, needed, ids, error, world }) {
  const select = new Select({ component, world, label, onPick: () => error.clear() });
  select.button.id = ids.input;
  select.button.setAttribute("aria-describedby", ids.hint);
  const check = () => {
    const least = needed ? Math.max(1, component.min_values ?? 1) : 0;
    const count = select.chosen().length;
    if (count < least) error.show(least === 1 ? "Choose one." : `Choose at least ${least}.`);
    else error.clear();
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
