/** Marks inside a line: emphasis, code, links, mentions, times, spoilers. */

import { h } from "/page/dom.js";
import { fullTime, timeText } from "/page/timestamps.js";

const DEEPEST = 12;
const MARKED = /[\\`<[*_~|@h]/g;

/**
 * Nodes for `text`.
 *
 * `links` is `{userName(id), channel(id), roleName(id), isMe(id), now(), onChannel(id),
 * onMessage(channelId, id), onCommand(name)}`; the lookups may answer `null`.
 */
export function inline(text, links, depth = 0) {
  const nodes = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    MARKED.lastIndex = at;
    const next = depth < DEEPEST ? (MARKED.exec(text)?.index ?? text.length) : text.length;
    plain += text.slice(at, next);
    at = next;
    if (at >= text.length) break;
    const hit = ruleAt(text, at, links, depth);
    if (hit) {
      if (hit.text !== undefined) plain += hit.text;
      else {
        if (plain) nodes.push(plain);
        plain = "";
        nodes.push(hit.node);
      }
      at += hit.length;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  if (plain) nodes.push(plain);
  return nodes;
}

/** A piece of hidden text that a press, Enter or Space shows. */
export function spoiler(nodes) {
  const inner = h("span", { class: "spoiler-inner" }, nodes);
  // A span, not a button: the cover must break over lines as the text does.
  const shell = h(
    "span",
    { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Show spoiler" },
    inner,
  );
  inner.inert = true;
  const show = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    if (!inner.inert) return;
    event.preventDefault();
    inner.inert = false;
    shell.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) shell.removeAttribute(name);
  };
  shell.addEventListener("click", show);
  shell.addEventListener("keydown", show);
  return shell;
}

function ruleAt(text, at, links, depth) {
  for (const [pattern, make] of RULES) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const made = match ? make(match, links, depth, text) : null;
    if (made === null) continue;
    if (made.node instanceof Node) return made;
    return typeof made === "string"
      ? { text: made, length: match[0].length }
      : { node: made, length: match[0].length };
  }
  return null;
}

const wrap = (tag) => (match, links, depth) => h(tag, {}, inline(match[1], links, depth + 1));

/**
 * First match wins; each answers a node, a plain string, `{node, length}` where it took more than
 * it
 * matched, or `null` for "not here after all".
 */
const RULES = [
  [/\\([^0-9A-Za-z\s])/y, (match) => match[1]],
  [/`+/y, (match, _links, _depth, text) => code(match, text)],
  [/<t:(-?\d{1,17})(?::([tTdDfFRsS]))?>/y, (match, links) => time(match, links)],
  [/<@!?(\d+)>/y, (match, links) => userMention(match[1], links)],
  [/<@&(\d+)>/y, (match, links) => mention(`@${links.roleName(match[1]) ?? "unknown role"}`)],
  [/<#(\d+)>/y, (match, links) => channelMention(match[1], links)],
  [/<\/([^:<>\n]{1,100}):\d+>/y, (match, links) => commandMention(match[1], links)],
  [/<a?:(\w{2,32}):\d+>/y, (match) => h("span", { class: "emoji" }, `:${match[1]}:`)],
  [
    /<?https:\/\/(?:\w+\.)?discord(?:app)?\.com\/channels\/\d+\/(\d+)\/(\d+)>?/y,
    (match, links) => messageMention(match, links),
  ],
  [/<(https?:\/\/[^\s<>]+)>/y, (match) => link(match[1], match[1])],
  [
    /\[((?:\\.|[^[\]\\]){1,500})\]\(<?(https?:\/\/[^\s<>()]*(?:\([^\s()]*\)[^\s<>()]*)*)>?(?:\s+"[^"\n]*")?\)/y,
    (match, links, depth) => maskedLink(match, links, depth),
  ],
  [
    /https?:\/\/[^\s<]+[^\s<.,:;"'\])*_~|]/y,
    (match, _links, _depth, text) => autoLink(match, text),
  ],
  [/@(everyone|here)\b/y, (match) => mention(match[0])],
  [/\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/y, wrap("strong")],
  [/__((?:\\[\s\S]|[^\\])+?)__(?!_)/y, wrap("u")],
  [/\*(?=\S)((?:\*\*|\\[\s\S]|[^*\\])*?(?:\*\*|\\\S|[^\s*\\]))\*(?!\*)/y, wrap("em")],
  [
    /_((?:__|\\[\s\S]|[^_\\])+?)_(?!\w)/y,
    (match, links, depth, text) => {
      return /\w/.test(text[match.index - 1] ?? " ") ? null : wrap("em")(match, links, depth);
    },
  ],
  [/~~(?=\S)((?:\\[\s\S]|[^\\])*?\S)~~(?!~)/y, wrap("s")],
  [/\|\|([\s\S]+?)\|\|/y, (match, links, depth) => spoiler(inline(match[1], links, depth + 1))],
];

/**
 * Code ends at the next run of just as many backticks; searched by hand, as a pattern takes cubic
 * time.
 */
function code(match, text) {
  const fence = match[0];
  let close = text.indexOf(fence, match.index + fence.length);
  while (close >= 0) {
    let end = close;
    while (text[end] === "`") end += 1;
    if (end - close === fence.length) {
      const inner = text
        .slice(match.index + fence.length, close)
        .replace(/^ ([\s\S]*\S[\s\S]*) $/, "$1");
      return { node: h("code", {}, inner), length: end - match.index };
    }
    close = text.indexOf(fence, end);
  }
  return fence;
}

function time([, digits, style], links) {
  const unix = Number(digits);
  const words = timeText(unix, style, links.now());
  if (words === null) return null;
  return h(
    "time",
    {
      datetime: new Date(unix * 1000).toISOString(),
      title: fullTime(unix),
      data: style === "R" ? { relative: unix } : {},
    },
    words,
  );
}

function mention(label, mine = false) {
  return h("span", { class: mine ? "mention mine" : "mention" }, label);
}

function userMention(id, links) {
  return mention(`@${links.userName(id) ?? "unknown member"}`, links.isMe(id));
}

function channelMention(id, links) {
  const label = links.channel(id);
  if (!label) return mention("#unknown");
  return h(
    "button",
    { type: "button", class: "mention", on: { click: () => links.onChannel(id) } },
    label,
  );
}

/** Discord shows a link to a message as a place to jump to. */
function messageMention([, channelId, id], links) {
  const label = links.channel(channelId);
  if (!label) return null;
  const jump = () => links.onMessage(channelId, id);
  return h("button", { type: "button", class: "mention", on: { click: jump } }, `${label} › message`);
}

function commandMention(name, links) {
  return h(
    "button",
    { type: "button", class: "mention", on: { click: () => links.onCommand(name) } },
    `/${name}`,
  );
}

/** Discord shows a masked link as typed when its text is itself an address. */
function maskedLink([whole, label, address], links, depth) {
  const plainLabel = label.replace(/\\(.)/g, "$1");
  if (/(?:https?:\/\/|discord\.gg\/)/i.test(plainLabel)) return whole;
  return link(address, inline(label, links, depth + 1)) ?? whole;
}

function autoLink(match, text) {
  // An address starts a word; the "h" of "growth" or "xhttps://" does not.
  if (/\w/.test(text[match.index - 1] ?? " ")) return null;
  return link(match[0], match[0]);
}

function link(address, label) {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return h(
    "a",
    {
      href: url.href,
      target: "_blank",
      rel: "noopener noreferrer",
      title: `Opens ${url.host} in a new tab`,
    },
    label,
  );
}
