/**
 * The first two minutes: three steps that tick themselves off as they happen. It hinders nobody:
 * where the window is narrow it is one line, and skipped it stays away.
 */

import { fill, h } from "/page/dom.js";
import { keepFocus } from "/page/guide-focus.js";
import { currentStep, DRAWN_HERE, ending, stepsOf } from "/page/guide-steps.js";

export class Guide {
  /**
   * `setUp(command)` fills a command in as a person, `run(id)` does something of the tray, and
   * `leave()` puts the focus where one writes.
   */
  constructor({ element, world, memory, notices, setUp, run, leave }) {
    Object.assign(this, { element, world, memory, notices, setUp, run, leave });
    this.done = null;
    for (const name of ["state", "backstage"]) world.addEventListener(name, () => this.draw());
  }

  /** Brings a skipped guide back, opened. */
  show() {
    this.memory.forget();
    this.element.dataset.open = "";
    this.#redraw();
    this.element.querySelector("button")?.focus();
  }

  draw() {
    const { guide, tray } = this.world;
    const isShown = Boolean(guide) && !this.memory.isSkipped;
    this.element.hidden = !isShown;
    if (!isShown) return;
    const kill = tray.find((one) => one.id === "kill");
    const signature = JSON.stringify([guide, kill]);
    if (signature === this.drawn) return;
    this.drawn = signature;
    const steps = stepsOf(guide);
    const now = currentStep(guide, steps);
    this.#tellProgress(steps, now);
    keepFocus(this.element, () => {
      fill(
        this.element,
        this.#head(steps, now),
        h(
          "div",
          { class: "guide-body", id: "guide-body" },
          h(
            "ol",
            { class: "guide-steps" },
            steps.map((step, index) => this.#step(step, index, { isNow: step === now, kill })),
          ),
          !now && h("div", { class: "guide-end" }, this.#telling(ending(guide), kill)),
          h("p", { class: "guide-label" }, DRAWN_HERE),
        ),
      );
    });
  }

  #redraw() {
    this.drawn = null;
    this.draw();
  }

  #head(steps, now) {
    const count = steps.filter((step) => step.done).length;
    const fold = h(
      "button",
      {
        type: "button",
        class: "guide-fold",
        "aria-expanded": String("open" in this.element.dataset),
        "aria-controls": "guide-body",
        data: { key: "guide-fold" },
        on: { click: () => this.#toggle() },
      },
      h("span", { class: "guide-now" }, now ? now.title : "All done"),
      h("span", { class: "chevron", "aria-hidden": "true" }),
    );
    return h(
      "div",
      { class: "guide-head" },
      h("h2", {}, "Two minutes"),
      h("span", { class: "guide-count" }, `${count} of ${steps.length}`),
      fold,
      h(
        "button",
        {
          type: "button",
          class: "text-button",
          data: { key: "guide-skip" },
          on: { click: () => this.#skip() },
        },
        now ? "Skip" : "Close",
      ),
    );
  }

  #step(step, index, { isNow, kill }) {
    const kind = step.done ? "done" : isNow ? "now" : "later";
    return h(
      "li",
      { class: `guide-step ${kind}`, "aria-current": isNow ? "step" : null },
      h("span", { class: "guide-mark", "aria-hidden": "true" }, step.done ? "✓" : index + 1),
      h(
        "div",
        {},
        h("h3", {}, step.title, step.done && h("span", { class: "unseen" }, " (done)")),
        isNow && this.#telling(step, kill),
        step.id === "kill" &&
          (step.done || isNow) &&
          kill?.said &&
          h("p", { class: "guide-result" }, kill.said),
      ),
    );
  }

  #telling({ what, why, actions }, kill) {
    return [
      h("p", {}, what),
      why && h("p", { class: "guide-why" }, why),
      actions.map((action) => this.#action(action, kill)),
    ];
  }

  #action({ label, setUp, tray, isMain }, kill) {
    return h(
      "button",
      {
        type: "button",
        class: `press ${tray ? "danger" : isMain ? "primary" : "secondary"}`,
        "aria-busy": tray && kill?.busy ? "true" : null,
        data: { key: `guide-${label}` },
        on: { click: () => (tray ? this.run(tray) : this.#prepare(setUp)) },
      },
      label,
    );
  }

  #prepare(setUp) {
    delete this.element.dataset.open;
    this.#redraw();
    this.setUp({ ...setUp, channel: this.world.guide.channel });
  }

  #toggle() {
    if ("open" in this.element.dataset) delete this.element.dataset.open;
    else this.element.dataset.open = "";
    this.#redraw();
  }

  #skip() {
    this.memory.skip();
    this.element.hidden = true;
    this.leave();
  }

  #tellProgress(steps, now) {
    const done = steps.filter((step) => step.done);
    const fresh = this.done && done.filter((step) => !this.done.has(step.id));
    this.done = new Set(done.map((step) => step.id));
    if (!fresh?.length) return;
    const next = now ? `Next: ${now.title}.` : "That was the last step.";
    this.notices.say(`Two minutes: ${fresh.map((step) => step.title).join(", ")}: done. ${next}`);
  }
}

/** Remembers in this browser that the guide was skipped, for as long as this sandbox runs. */
export class SkipMemory {
  constructor(key) {
    this.name = `greenlight-guide-${key}`;
    this.isSkipped = this.#read();
  }

  skip() {
    this.#write("skipped");
    this.isSkipped = true;
  }

  forget() {
    this.#write("");
    this.isSkipped = false;
  }

  #read() {
    try {
      return localStorage.getItem(this.name) === "skipped";
    } catch {
      // A browser may forbid storage; then it is remembered until the page is left.
      return false;
    }
  }

  #write(value) {
    try {
      localStorage.setItem(this.name, value);
    } catch {
      this.isSkipped = value !== "";
    }
  }
}
