/**
 * The tray: what the sandbox can do to the bot, one press each, with what came of it beneath. The
 * state is the server's, so that every page shows the same.
 */

import { fill, h } from "/page/dom.js";
import { keepFocus } from "/page/guide-focus.js";
import { DRAWN_HERE } from "/page/guide-steps.js";

const BESIDE_THE_ROOM = "(min-width: 71.01rem)";

export class Tray {
  /** `close()` puts the drawer away; `showGuide()` brings a skipped guide back. */
  constructor({ element, world, api, notices, close, showGuide }) {
    Object.assign(this, { element, world, api, notices, close, showGuide });
    for (const name of ["state", "backstage"]) world.addEventListener(name, () => this.draw());
  }

  draw() {
    const { tray, guide } = this.world;
    const signature = JSON.stringify([tray, guide === null]);
    if (signature === this.drawn) return;
    this.drawn = signature;
    this.element.hidden = tray.length === 0;
    keepFocus(this.element, () => {
      fill(
        this.element,
        h("h2", {}, "Backstage"),
        h("p", { class: "tray-intro" }, "What can happen to a bot. It should cope: try it."),
        groupsOf(tray).map(([name, entries]) => this.#group(name, entries)),
        guide && this.#foot(),
      );
    });
  }

  /** Carries out an action and tells what came of it; resolves when it is over. */
  async run(id) {
    const entry = this.world.tray.find((one) => one.id === id);
    if (!entry || entry.busy || !entry.enabled) return;
    const isBeside = matchMedia(BESIDE_THE_ROOM).matches;
    if (!isBeside) this.close();
    const [text, tone] = await this.#ask(id);
    // Beside the room, what came of it stands under the button, and in the guide.
    const isSeen = isBeside && (entry.pressed !== null || this.world.guide !== null);
    if (isSeen && tone === "good") this.notices.say(text);
    else this.notices.show(text, tone);
  }

  async #ask(id) {
    try {
      const { ok, text } = await this.api.tray(id);
      return [text || "Done.", ok ? "good" : "bad"];
    } catch (error) {
      return [error.message, "bad"];
    }
  }

  #group(name, entries) {
    const list = h(
      "ul",
      {},
      entries.map((entry) => this.#entry(entry)),
    );
    if (!name) return list;
    return h("section", { role: "group", "aria-label": name }, h("h3", {}, name), list);
  }

  #entry(entry) {
    const isSwitch = entry.pressed !== null;
    const button = h(
      "button",
      {
        type: "button",
        class: isSwitch ? "switch" : `press ${entry.id === "kill" ? "danger" : "secondary"}`,
        "aria-pressed": isSwitch ? String(entry.pressed) : null,
        "aria-busy": entry.busy ? "true" : null,
        "aria-disabled": entry.enabled ? null : "true",
        data: { key: `tray-${entry.id}` },
        on: { click: () => this.run(entry.id) },
      },
      h("span", {}, entry.label),
      isSwitch && h("span", { class: "switch-mark", "aria-hidden": "true" }),
    );
    return h(
      "li",
      { class: entry.pressed ? "is-on" : "" },
      button,
      entry.detail && !entry.said && h("p", { class: "tray-detail" }, entry.detail),
      entry.said && h("p", { class: "tray-result" }, entry.said),
    );
  }

  #foot() {
    return h(
      "div",
      { class: "tray-foot" },
      h("p", {}, DRAWN_HERE),
      h(
        "button",
        {
          type: "button",
          class: "text-button",
          data: { key: "tray-guide" },
          on: { click: () => this.showGuide() },
        },
        "Show the two minutes",
      ),
    );
  }
}

/** The entries in groups, in the order in which each group first appears. */
function groupsOf(tray) {
  const groups = new Map();
  for (const entry of tray) {
    const name = entry.group ?? "";
    groups.set(name, [...(groups.get(name) ?? []), entry]);
  }
  return [...groups];
}
