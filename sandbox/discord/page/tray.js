/** The tray: what the sandbox can do to the bot, one press each, with the result beneath. */

import { fill, h } from "/page/dom.js";

export class Tray {
  /** `onResult(sentence, tone)` shows a result to the whole page. */
  constructor({ element, world, api, onResult }) {
    Object.assign(this, { element, world, api, onResult });
    world.addEventListener("state", () => this.draw());
  }

  draw() {
    const { tray } = this.world;
    const signature = JSON.stringify(tray);
    if (signature === this.drawn) return;
    this.drawn = signature;
    this.element.hidden = tray.length === 0;
    fill(
      this.element,
      h("h2", {}, "Backstage"),
      h("p", { class: "tray-intro" }, "What can happen to a bot. One press each; it should cope."),
      h(
        "ul",
        {},
        tray.map((entry) => this.#entry(entry)),
      ),
    );
  }

  #entry(entry) {
    const result = h("p", { class: "tray-result" });
    const button = h("button", { type: "button", class: "press secondary" }, entry.label);
    button.addEventListener("click", () => this.#press(entry, button, result));
    return h(
      "li",
      {},
      button,
      entry.detail && h("p", { class: "tray-detail" }, entry.detail),
      result,
    );
  }

  async #press(entry, button, result) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    result.className = "tray-result";
    result.textContent = "";
    try {
      const answer = await this.api.tray(entry.id);
      result.textContent = answer.text || "Done.";
      if (!answer.ok) result.classList.add("bad");
      this.onResult(`${entry.label}: ${answer.text || "done"}`, answer.ok ? "good" : "bad");
    } catch (error) {
      result.textContent = error.message;
      result.classList.add("bad");
    }
    button.removeAttribute("aria-busy");
  }
}
