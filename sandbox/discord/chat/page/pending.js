/** Rows for acts that have no message yet: under way, or failed with a way to try again. */

import { say } from "/page/announce.js";
import { fill, h } from "/page/dom.js";

export class PendingRows {
  /** `onChange()` is called when a row came or changed its size. */
  constructor({ onChange }) {
    this.onChange = onChange;
    this.element = h("ol", { class: "pending", "aria-label": "Under way" });
  }

  /**
   * A row that says `words` at `place`. Returns `{done(), fail(sentence, again)}`; `again` fills
   * the person's input in once more.
   */
  add(words, place) {
    const row = h(
      "li",
      { class: "pending-row", data: { place } },
      h("span", { class: "spinner", "aria-hidden": "true" }),
      h("span", {}, words),
    );
    this.element.append(row);
    this.onChange();
    const done = () => row.remove();
    const fail = (sentence, again) => {
      row.className = "pending-row failed";
      const retry = () => {
        done();
        again();
      };
      fill(
        row,
        h("span", { class: "pending-words" }, sentence),
        again && textButton("Fill it in again", retry),
        textButton("Dismiss", done),
      );
      say(sentence);
      this.onChange();
    };
    return { done, fail };
  }

  /** What is under way waits where it was begun; only the rows of `place` are shown. */
  showOnly(place) {
    for (const row of this.element.children) row.hidden = row.dataset.place !== place;
  }
}

function textButton(label, onPress) {
  return h("button", { type: "button", class: "text-button", on: { click: onPress } }, label);
}
