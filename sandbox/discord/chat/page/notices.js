/** Words that reach a person wherever they look: notices above the messages, and error lines. */

import { say } from "/page/announce.js";
import { h } from "/page/dom.js";

const MOST_SHOWN = 3;

export class Notices {
  constructor({ shelf }) {
    this.shelf = shelf;
  }

  /** Says `sentence` to a screen reader without showing anything. */
  say(sentence) {
    say(sentence);
  }

  /** Shows a notice until it is dismissed; `tone` is "good" or "bad". */
  show(sentence, tone = "good") {
    const close = h(
      "button",
      { type: "button", class: "quiet", "aria-label": "Dismiss notice" },
      "✕",
    );
    const notice = h("div", { class: `notice ${tone}` }, h("p", {}, sentence), close);
    close.addEventListener("click", () => notice.remove());
    this.shelf.append(notice);
    while (this.shelf.childElementCount > MOST_SHOWN) this.shelf.firstElementChild.remove();
    say(sentence);
  }
}

/** A line for errors next to where the person acted; empty while there is none. */
export function errorLine() {
  const line = h("p", { class: "error", role: "alert", hidden: true });
  const show = (sentence) => {
    line.textContent = sentence;
    line.hidden = !sentence;
  };
  return { line, show, clear: () => show("") };
}
