/** The subset of Discord's Markdown that members see, as DOM nodes made from text alone. */

import { fill, h } from "/page/dom.js";
import { inline } from "/page/markdown-inline.js";

const FENCE = /```(?:([\w+\-.#]+)\n)?([\s\S]*?)```/g;
const LIST_ITEM = /^(\s*)([-*]|\d{1,9}\.)\s+(.*)$/;
const HEADING = /^(#{1,3})\s+(.+)$/;
const SUBTEXT = /^-#\s+(.+)$/;

/**
 * Blocks and inline marks of `text`.
 * `links` resolves what a mark points at: see `markdown-inline.js`.
 */
export function markdown(text, links) {
  const nodes = [];
  let end = 0;
  for (const fence of text.matchAll(FENCE)) {
    if (!fence[2].trim()) continue;
    nodes.push(...blocks(trimBreak(text.slice(end, fence.index)), links));
    nodes.push(codeBlock(fence[2], fence[1]));
    end = fence.index + fence[0].length;
  }
  nodes.push(...blocks(end ? text.slice(end).replace(/^\n/, "") : text, links));
  return nodes;
}

function trimBreak(text) {
  return text.endsWith("\n") ? text.slice(0, -1) : text;
}

function codeBlock(code, language) {
  const body = code.replace(/^\n+|\n+$/g, "");
  return h(
    "pre",
    { class: "code", tabindex: "0", "aria-label": language ? `${language} code` : "Code" },
    h("code", {}, body),
  );
}

function blocks(text, links) {
  if (!text) return [];
  const lines = text.split("\n");
  const nodes = [];
  while (lines.length > 0) nodes.push(takeBlock(lines, links));
  return nodes;
}

/** Removes the lines of one block from the front and returns its node. */
function takeBlock(lines, links) {
  const line = lines[0];
  if (line.startsWith(">>> ")) {
    const rest = lines.splice(0).join("\n").slice(4);
    return h("blockquote", {}, blocks(rest, links));
  }
  if (line.startsWith("> ")) {
    const quoted = takeWhile(lines, (one) => one.startsWith("> ") || one === ">");
    return h("blockquote", {}, blocks(quoted.map((one) => one.slice(2)).join("\n"), links));
  }
  if (LIST_ITEM.test(line)) return list(takeWhile(lines, oneList(line)), links);
  const single = singleLine(line, links);
  if (single) {
    lines.shift();
    return single;
  }
  return h("p", {}, inline(takeWhile(lines, isPlain).join("\n"), links));
}

function singleLine(line, links) {
  const heading = HEADING.exec(line);
  // All stand one level below the page's own headings, so that no level is skipped; size tells them
  // apart.
  if (heading) return h("h2", { class: `level-${heading[1].length}` }, inline(heading[2], links));
  const subtext = SUBTEXT.exec(line);
  return subtext ? h("p", { class: "subtext" }, inline(subtext[1], links)) : null;
}

/**
 * Lines of the list that `first` begins; at its own level, the other kind of mark begins another
 * list.
 */
function oneList(first) {
  const [, indent, mark] = LIST_ITEM.exec(first);
  const numbered = (one) => /\d/.test(one);
  return (line, index) => {
    const item = LIST_ITEM.exec(line);
    if (!item) return index > 0 && /^\s{2,}\S/.test(line);
    return item[1].length > indent.length || numbered(item[2]) === numbered(mark);
  };
}

function isPlain(line, index) {
  if (index === 0) return true;
  return !(
    line.startsWith("> ") ||
    line.startsWith(">>> ") ||
    LIST_ITEM.test(line) ||
    HEADING.test(line) ||
    SUBTEXT.test(line)
  );
}

function takeWhile(lines, test) {
  let count = 0;
  while (count < lines.length && test(lines[count], count)) count += 1;
  return lines.splice(0, Math.max(1, count));
}

/** Nested lists by indentation; a line without a mark continues the item above it. */
function list(lines, links) {
  const root = { indent: -1, list: null };
  const stack = [root];
  let item = null;
  for (const line of lines) {
    const match = LIST_ITEM.exec(line);
    if (!match) {
      item.append("\n", ...inline(line.trim(), links));
      continue;
    }
    const indent = match[1].length;
    while (stack.length > 2 && indent < stack.at(-1).indent) stack.pop();
    if (stack.length === 1 || (indent > stack.at(-1).indent + 1 && stack.length < 8)) {
      const made = newList(match[2]);
      if (item) item.append(made);
      else root.list = made;
      stack.push({ indent, list: made });
    }
    item = fill(h("li"), inline(match[3], links));
    stack.at(-1).list.append(item);
  }
  return root.list;
}

function newList(mark) {
  const start = Number.parseInt(mark, 10);
  return Number.isNaN(start) ? h("ul") : h("ol", { start });
}
