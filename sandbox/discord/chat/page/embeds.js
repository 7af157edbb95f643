/** Embeds of a message. */

import { h } from "/page/dom.js";
import { inline } from "/page/markdown-inline.js";
import { markdown } from "/page/markdown.js";
import { mediaView } from "/page/media.js";
import { messageTime } from "/page/timestamps.js";

/** One embed; a bare picture or clip stands without a card. */
export function embedView(embed, links) {
  if (embed.type === "image" || embed.type === "gifv") {
    return mediaView(mediaFacts(embed.image ?? embed.thumbnail ?? embed.video));
  }
  const card = h(
    "article",
    { class: "embed", "aria-label": embed.title ? `Card: ${embed.title}` : "Card" },
    h("div", { class: "embed-text" }, ...textParts(embed, links)),
    embed.thumbnail && h("div", { class: "embed-thumb" }, mediaView(mediaFacts(embed.thumbnail))),
    (embed.fields ?? []).length > 0 && fieldList(embed.fields, links),
    embed.image && mediaView(mediaFacts(embed.image)),
    embed.video && mediaView(mediaFacts(embed.video)),
    footer(embed, links),
  );
  if (embed.color) card.style.setProperty("--edge", hex(embed.color));
  return card;
}

/** "#1f8b4c" for Discord's integer colours. */
export function hex(color) {
  return `#${color.toString(16).padStart(6, "0")}`;
}

function textParts(embed, links) {
  return [
    embed.provider?.name && h("p", { class: "embed-small" }, embed.provider.name),
    embed.author?.name &&
      h("p", { class: "embed-small" }, linked(embed.author.url, embed.author.name)),
    embed.title && h("h2", {}, linked(embed.url, inline(embed.title, links))),
    embed.description && h("div", { class: "said" }, markdown(embed.description, links)),
  ];
}

function fieldList(fields, links) {
  return h(
    "dl",
    { class: "embed-fields" },
    fields.map((field) =>
      h(
        "div",
        {
          class: field.inline ? "inline" : "",
        },
        h("dt", {}, inline(field.name, links)),
        h("dd", { class: "said" }, markdown(field.value, links)),
      ),
    ),
  );
}

function footer(embed, links) {
  const parts = [embed.footer?.text, embed.timestamp && messageTime(embed.timestamp, links.now())];
  const shown = parts.filter(Boolean).join(" · ");
  return shown ? h("p", { class: "embed-small" }, shown) : null;
}

function linked(url, label) {
  if (!url || !/^https?:/i.test(url) || !URL.canParse(url)) return label;
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label);
}

function mediaFacts(media) {
  const name = (media.url ?? "").split("?")[0].split("/").at(-1);
  return {
    url: media.url,
    name,
    type: media.content_type ?? "",
    width: media.width,
    height: media.height,
    description: media.description,
  };
}
