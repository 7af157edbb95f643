/** Pictures, clips, sounds and other files in a message. */

import { fileSize, h } from "/page/dom.js";

const ATTACHMENT_IS_SPOILER = 1 << 3;
const WIDEST = 560;
const HIGHEST = 420;

/** One attachment of a message. */
export function attachmentView(attachment) {
  const hidden =
    attachment.filename.startsWith("SPOILER_") ||
    ((attachment.flags ?? 0) & ATTACHMENT_IS_SPOILER) !== 0;
  return covered(
    mediaView({
      url: attachment.url,
      name: attachment.filename,
      size: attachment.size,
      type: attachment.content_type ?? "",
      width: attachment.width,
      height: attachment.height,
      description: attachment.description,
    }),
    hidden,
  );
}

/**
 * A picture, clip, sound or file from its facts:
 * `{url, name, size, type, width, height, description}`; `type` is a MIME type or "".
 */
export function mediaView(facts) {
  const kind = kindOf(facts);
  return VIEWS[kind](facts);
}

/** Hides `element` behind a button until somebody wants to see it. */
export function covered(element, hidden) {
  if (!hidden) return element;
  element.inert = true;
  const cover = h("button", { type: "button", class: "cover" }, "Spoiler: show");
  const shell = h("div", { class: "covered" }, element, cover);
  cover.addEventListener("click", () => {
    element.inert = false;
    shell.classList.add("shown");
    cover.remove();
    const first = element.matches("a") ? element : element.querySelector("button, a, video, audio");
    first?.focus({ preventScroll: true });
  });
  return shell;
}

const VIEWS = { video: videoView, image: imageView, audio: audioView, file: fileView };

const ENDINGS = {
  video: /\.(mp4|webm|mov|m4v)$/i,
  image: /\.(png|jpe?g|gif|webp|avif)$/i,
  audio: /\.(mp3|ogg|oga|opus|wav|m4a|flac)$/i,
};

function kindOf({ type, name = "", url = "" }) {
  const major = type.split("/")[0];
  if (type && Object.hasOwn(ENDINGS, major)) return major;
  if (type) return "file";
  const path = name || url.split("?")[0];
  return Object.keys(ENDINGS).find((kind) => ENDINGS[kind].test(path)) ?? "file";
}

function videoView(facts) {
  const video = h("video", {
    controls: true,
    preload: "metadata",
    playsinline: true,
    src: facts.url,
    "aria-label": facts.description || `Video ${facts.name ?? ""}`.trim(),
    title: facts.description,
  });
  video.muted = false;
  return framed(video, facts);
}

function imageView(facts) {
  const image = h("img", {
    src: facts.url,
    alt: facts.description || facts.name || "Picture",
    title: facts.description,
    loading: "lazy",
    decoding: "async",
  });
  const open = h(
    "button",
    { type: "button", class: "picture", "aria-label": `Enlarge: ${image.alt}` },
    image,
  );
  open.addEventListener("click", () => enlarge(facts, image.alt));
  return framed(open, facts, image);
}

function audioView(facts) {
  const sound = h("audio", {
    controls: true,
    preload: "metadata",
    src: facts.url,
    "aria-label": facts.description || facts.name,
  });
  return h("figure", { class: "media sound" }, sound, lossNote(sound));
}

function fileView(facts) {
  return h(
    "a",
    {
      class: "file",
      href: facts.url,
      target: "_blank",
      rel: "noopener noreferrer",
      download: facts.name || true,
    },
    h("span", { class: "file-name" }, facts.name || "File"),
    h(
      "span",
      { class: "file-size" },
      Number.isFinite(facts.size) ? fileSize(facts.size) : "Download",
    ),
  );
}

/** Reserves the room of the picture before it loads, so that the messages do not jump. */
function framed(element, { width, height, description }, source = element) {
  const figure = h("figure", { class: "media" }, element);
  if (width && height) {
    const scale = Math.min(1, WIDEST / width, HIGHEST / height);
    figure.style.width = `${Math.max(120, Math.round(width * scale))}px`;
    element.style.aspectRatio = `${width} / ${height}`;
  }
  figure.append(lossNote(source));
  if (description) figure.dataset.described = "";
  return figure;
}

function lossNote(source) {
  const note = h(
    "p",
    { class: "lost", hidden: true },
    "This file can't be shown: its link ran out, it is gone, or your browser doesn't know its kind.",
  );
  source.addEventListener("error", () => {
    note.hidden = false;
    source.closest("figure")?.classList.add("broken");
  });
  source.addEventListener("loadeddata", () => {
    note.hidden = true;
  });
  return note;
}

function enlarge({ url }, alt) {
  const close = h("button", { type: "button", class: "quiet", "aria-label": "Close picture" }, "✕");
  const dialog = h(
    "dialog",
    { class: "lightbox", "aria-label": alt },
    h("img", { src: url, alt }),
    h("p", {}, alt),
    close,
  );
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
