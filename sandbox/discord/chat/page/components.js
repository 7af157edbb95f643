/** Components of a message: rows of buttons and selects, and the layouts of Components V2. */

import { h } from "/page/dom.js";
import { hex } from "/page/embeds.js";
import { markdown } from "/page/markdown.js";
import { covered, mediaView } from "/page/media.js";
import { Select } from "/page/select.js";

const LINK = 5;
const PREMIUM = 6;
const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "premium" };

/**
 * The node of one component.
 *
 * `host` is `{world, links, attachments, press(customId, button), select(customId, values,
 * select)}`.
 */
export function componentView(component, host) {
  const view = VIEWS[component.type];
  if (!view) {
    return h(
      "p",
      { class: "unknown" },
      `This page can't show components of type ${component.type}.`,
    );
  }
  return view(component, host);
}

const VIEWS = {
  1: row,
  2: button,
  3: select,
  5: select,
  6: select,
  7: select,
  8: select,
  9: section,
  10: (component, host) => h("div", { class: "said" }, markdown(component.content, host.links)),
  11: (component, host) => h("div", { class: "thumb" }, media(component, host)),
  12: gallery,
  13: file,
  14: separator,
  17: container,
};

function children(component, host) {
  return (component.components ?? []).map((one) => componentView(one, host));
}

function row(component, host) {
  return h("div", { class: "row" }, children(component, host));
}

function button(component, host) {
  const icon = component.emoji?.name;
  const label = [
    icon &&
      h(
        "span",
        { class: "emoji", "aria-hidden": component.label ? "true" : null },
        component.emoji.id ? `:${icon}:` : icon,
      ),
    component.label,
  ];
  if (component.style === LINK) return linkButton(component, label);
  const element = h(
    "button",
    {
      type: "button",
      class: `press ${STYLES[component.style] ?? "secondary"}`,
      disabled: Boolean(component.disabled) || component.style === PREMIUM,
      data: { customId: component.custom_id ?? "" },
    },
    label,
  );
  element.addEventListener("click", () => {
    if (element.getAttribute("aria-busy") !== "true") host.press(component.custom_id, element);
  });
  return element;
}

function linkButton(component, label) {
  const safe = /^https?:/i.test(component.url ?? "") && URL.canParse(component.url);
  if (component.disabled || !safe) {
    return h("button", { type: "button", class: "press link", disabled: true }, label);
  }
  return h(
    "a",
    {
      class: "press link",
      href: component.url,
      target: "_blank",
      rel: "noopener noreferrer",
      title: `Opens ${new URL(component.url).host} in a new tab`,
    },
    label,
    h("span", { "aria-hidden": "true" }, "↗"),
  );
}

function select(component, host) {
  const made = new Select({
    component,
    world: host.world,
    label: component.placeholder || "Choose",
    onPick: (values) => host.select(component.custom_id, values, made.button),
  });
  return made.element;
}

function section(component, host) {
  return h(
    "div",
    { class: "section" },
    h("div", { class: "section-text" }, children(component, host)),
    component.accessory &&
      h("div", { class: "accessory" }, componentView(component.accessory, host)),
  );
}

function gallery(component, host) {
  const items = component.items ?? [];
  return h(
    "div",
    { class: items.length > 1 ? "gallery many" : "gallery" },
    items.map((item) => media(item, host)),
  );
}

function file(component, host) {
  const facts = mediaFacts({ ...component, media: component.file }, host);
  // A file component is a file to fetch, whatever it holds.
  return covered(mediaView({ ...facts, type: "application/octet-stream" }), component.spoiler);
}

function separator(component) {
  const wide = component.spacing === 2 ? " wide" : "";
  return component.divider === false
    ? h("div", { class: `gap${wide}`, "aria-hidden": "true" })
    : h("hr", { class: wide.trim() });
}

function container(component, host) {
  const box = h("div", { class: "container" }, children(component, host));
  if (Number.isInteger(component.accent_color)) {
    box.classList.add("accented");
    box.style.setProperty("--edge", hex(component.accent_color));
  }
  return covered(box, component.spoiler);
}

function media(item, host) {
  return covered(mediaView(mediaFacts(item, host)), item.spoiler);
}

/** A media item names an attachment of its message, or stands for itself. */
function mediaFacts(item, host) {
  const source = item.media ?? {};
  const url = source.url ?? "";
  const named = url.startsWith("attachment://") ? url.slice("attachment://".length) : null;
  const attachment = host.attachments.find(
    (one) => one.filename === named || (source.attachment_id && one.id === source.attachment_id),
  );
  const known = attachment ?? {};
  return {
    url: named ? (known.url ?? "") : url,
    name: item.name ?? known.filename ?? named ?? url.split("?")[0].split("/").at(-1),
    size: item.size ?? known.size,
    type: source.content_type ?? known.content_type ?? "",
    width: source.width ?? known.width,
    height: source.height ?? known.height,
    description: item.description ?? known.description,
  };
}
