/** What a screen reader is told of a message: who, the beginning of what, what hangs on it. */

import { FLAG, hasFlag } from "/page/world.js";

const LONGEST = 180;
const TEXTS = ".said, .embed h2";
const KINDS = [
  ["video", "video"],
  ["picture", "figure .picture"],
  ["sound", "audio"],
  ["file", "a.file"],
];

/** One or two short sentences for `message`, whose parts are drawn in `body`. */
export function spokenWords(message, name, body) {
  if (hasFlag(message, FLAG.LOADING)) return `${name} is thinking.`;
  const parts = [
    hasFlag(message, FLAG.EPHEMERAL) && "Only you can see this.",
    message.pinged && "You are mentioned.",
    `${name}: ${shortened(texts(body))}`,
    attached(body),
    buttons(body),
  ];
  return parts.filter(Boolean).join(" ");
}

function texts(body) {
  const outermost = [...body.querySelectorAll(TEXTS)].filter(
    (one) => !one.parentElement.closest(TEXTS),
  );
  return outermost.map((one) => one.innerText).join(" ");
}

function shortened(text) {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= LONGEST) return line;
  return `${line.slice(0, line.lastIndexOf(" ", LONGEST) + 1 || LONGEST).trim()}…`;
}

function attached(body) {
  const counted = KINDS.map(([name, selector]) => [body.querySelectorAll(selector).length, name])
    .filter(([count]) => count > 0)
    .map(([count, name]) => `${count} ${name}${count === 1 ? "" : "s"}`);
  return counted.length > 0 ? `${counted.join(", ")}.` : "";
}

function buttons(body) {
  const names = [...body.querySelectorAll("button.press:not(:disabled)")].map((one) =>
    one.innerText.trim(),
  );
  if (names.length === 0) return "";
  return names.length > 4 ? `${names.length} buttons.` : `Buttons: ${names.join(", ")}.`;
}
