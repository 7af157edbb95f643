/** The bot's forms (modals), in a dialog that keeps what was typed until it is taken. */

import { freshId, h } from "/page/dom.js";
import { takeDrops, takePastes } from "/page/files.js";
import { markdown } from "/page/markdown.js";
import { INPUTS } from "/page/modal-inputs.js";
import { errorLine } from "/page/notices.js";

const CHECKBOX = 23;

export class ModalHost {
  /**
   * `linksFor()` resolves the marks in a form's texts; `bookmark()` remembers where among the
   * messages the focus is, and answers how to put it back; `write()` puts it where messages are
   * written.
   */
  constructor({ session, world, linksFor, bookmark, write }) {
    Object.assign(this, { session, world, linksFor, bookmark, write });
    this.dialog = null;
    this.goBack = () => false;
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
    this.goBack = this.bookmark();
    document.body.append(this.dialog);
    this.dialog.showModal();
    inputs[0]?.focus();
  }

  get isOpen() {
    return this.dialog !== null;
  }

  close() {
    const { dialog } = this;
    this.dialog = null;
    if (!dialog) return;
    dialog.close();
    dialog.remove();
    // The browser has given the focus back to where it was, if that is still there: a form's answer
    // may have drawn anew the message that the form was opened from.
    if (document.activeElement.matches("body, textarea") && !this.goBack()) this.write();
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
    const ids = { input: freshId("field"), label: freshId("label"), hint: freshId("hint") };
    const error = errorLine();
    // A lone checkbox is yes or no; everything else is needed unless the bot says otherwise.
    const needed = component.required ?? component.type !== CHECKBOX;
    const input = make({ component, label, needed, ids, error, world: this.world });
    inputs.push({ customId: component.custom_id, ...input });
    return h(
      "div",
      { class: "modal-field" },
      h(
        input.naming ? "span" : "label",
        { class: "name", id: ids.label, for: input.naming ? null : ids.input },
        label,
        needed && h("span", { class: "needed" }, " required"),
      ),
      h("p", { class: "field-hint", id: ids.hint, hidden: !description }, description),
      input.element,
      error.line,
    );
  }
}
