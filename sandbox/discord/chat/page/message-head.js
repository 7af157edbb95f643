/** The head of a message: what it answers, the command it comes from, its author and its time. */

import { h } from "/page/dom.js";
import { inline } from "/page/markdown-inline.js";
import { fullTime, messageTime } from "/page/timestamps.js";

const COMMAND = 2;
const MOST_QUOTED = 90;

/** The nodes above what is said; `name` is the author's, `context` the message's. */
export function heading(message, name, context) {
  const { world } = context;
  return [
    message.referenced_message && quoted(message.referenced_message, context),
    usedCommand(message, world),
    h("span", { class: "author" }, name),
    message.author?.bot && h("span", { class: "tag" }, "bot"),
    h(
      "time",
      {
        class: "when",
        datetime: message.timestamp,
        title: fullTime(Date.parse(message.timestamp) / 1000),
        data: { message: "" },
      },
      messageTime(message.timestamp, world.now()),
    ),
  ];
}

function quoted(original, { world, jumpTo, linksFor }) {
  const said = h("p", {}, inline(original.content ?? "", linksFor(original))).textContent;
  const words = said || (original.attachments?.length ? "a file" : "a message");
  return h(
    "button",
    { type: "button", class: "quoted", on: { click: () => jumpTo(original.id) } },
    `↱ ${world.nameOf(original.author)}: ${words.slice(0, MOST_QUOTED)}`,
  );
}

/** "Ana used /video"; what answers a press or a form needs no such line. */
function usedCommand(message, world) {
  const older = message.interaction;
  const meta = message.interaction_metadata;
  if ((meta?.type ?? older?.type) !== COMMAND) return null;
  const user = meta?.user ?? older?.user;
  const name = meta?.name ?? older?.name;
  const words = name ? [" used ", h("b", {}, `/${name}`)] : " asked";
  return h("p", { class: "used" }, user ? world.nameOf(user) : "Somebody", words);
}
