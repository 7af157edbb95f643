/** The page's one polite live region: what a screen reader is told, a sentence at a time. */

import { h } from "/page/dom.js";

const KEPT = 6;

/** Says `sentence` without showing anything. Inside an open form only its own alerts are heard. */
export function say(sentence) {
  const region = document.getElementById("announcer");
  region.append(h("p", {}, sentence));
  while (region.childElementCount > KEPT) region.firstElementChild.remove();
}
