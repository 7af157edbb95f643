/** Words that reach a person wherever they look: a live region and notices above the messages. */

import { h } from "/page/dom.js";

export class Notices {
  constructor({ announcer, shelf }) {
    this.announcer = announcer;
    this.shelf = shelf;
  }

  /** Says `sentence` to a screen reader without showing anything. */
  say(sentence) {
    const line = h("p", {}, sentence);
    this.announcer.append(line);
    while (this.announcer.childElementCount > 6) this.announcer.firstElementChild.remove();
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
    while (this.shelf.childElementCount > 3) this.shelf.firstElementChild.remove();
    this.say(sentence);
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
