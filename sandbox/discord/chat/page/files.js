/**
 * Picking files: by button, by paste, by drag; with a small preview and a way to take each back.
 */

import { fileSize, fill, h } from "/page/dom.js";

/**
 * A field that holds up to `most` files. `onChange` is called after each change.
 * `compact` leaves the frame out, for the row of files above a message.
 */
export class FileField {
  constructor({ label, most = 1, onChange = () => {}, compact = false, describedBy = null }) {
    this.most = most;
    this.onChange = onChange;
    this.files = [];
    this.input = h("input", {
      type: "file",
      class: "unseen",
      multiple: most > 1,
      tabindex: "-1",
      "aria-hidden": "true",
    });
    this.input.addEventListener("change", () => {
      this.add([...this.input.files]);
      this.input.value = "";
    });
    this.button = h(
      "button",
      {
        type: "button",
        class: "choose-file",
        "aria-describedby": describedBy,
        on: { click: () => this.input.click() },
      },
      h("span", { class: "unseen" }, `${label}: `),
      most > 1 ? "Choose files" : "Choose a file",
      h("span", { class: "choose-hint" }, " or paste, or drop"),
    );
    this.chips = h("ul", { class: "chips", "aria-label": `${label}: files` });
    this.note = h("p", { class: "error", role: "alert", hidden: true });
    this.element = compact
      ? h("div", { class: "file-field compact" }, this.chips, this.note, this.input)
      : h("div", { class: "file-field" }, this.chips, this.button, this.note, this.input);
    this.#draw();
    if (!compact) takeDrops(this.element, (files) => this.add(files));
  }

  get full() {
    return this.files.length >= this.most;
  }

  /** Takes files up to the field's number; one file replaces the one before where only one fits. */
  add(files) {
    if (files.length === 0) return;
    const room =
      this.most === 1 ? files.slice(0, 1) : [...this.files, ...files].slice(0, this.most);
    const refused =
      this.most === 1 ? files.length - 1 : this.files.length + files.length - room.length;
    this.files = room;
    this.note.hidden = refused === 0;
    this.note.textContent =
      `Only ${this.most} ${this.most === 1 ? "file fits" : "files fit"} here; ` +
      `${refused} left out.`;
    this.#draw();
    this.onChange();
  }

  clear() {
    this.files = [];
    this.note.hidden = true;
    this.#draw();
  }

  focus() {
    this.button.focus();
  }

  #draw() {
    for (const image of this.chips.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    fill(
      this.chips,
      this.files.map((file, index) => this.#chip(file, index)),
    );
    this.chips.hidden = this.files.length === 0;
    this.button.hidden = this.full && this.most > 1;
    this.button.classList.toggle("again", this.files.length > 0);
  }

  #chip(file, index) {
    const remove = h(
      "button",
      { type: "button", class: "quiet", "aria-label": `Remove ${file.name}` },
      "✕",
    );
    remove.addEventListener("click", () => {
      this.files = this.files.filter((_one, at) => at !== index);
      this.#draw();
      if (this.button.isConnected) this.button.focus();
      this.onChange();
    });
    const shown = file.type.startsWith("image/");
    return h(
      "li",
      { class: "chip" },
      shown && h("img", { src: URL.createObjectURL(file), alt: "" }),
      h(
        "span",
        { class: "chip-words" },
        h("span", { class: "chip-name" }, file.name),
        h("span", { class: "chip-size" }, fileSize(file.size)),
      ),
      remove,
    );
  }
}

/** Calls `onFiles` with what is dropped on `element`; marks it while something hangs above it. */
export function takeDrops(element, onFiles, onHover = () => {}) {
  let depth = 0;
  const hover = (change) => {
    depth = change === 0 ? 0 : Math.max(0, depth + change);
    element.classList.toggle("dropping", depth > 0);
    onHover(depth > 0);
  };
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
  element.addEventListener("dragenter", (event) => {
    if (holdsFiles(event)) hover(1);
  });
  element.addEventListener("dragleave", (event) => {
    if (holdsFiles(event)) hover(-1);
  });
  element.addEventListener("dragover", (event) => {
    if (holdsFiles(event)) event.preventDefault();
  });
  element.addEventListener("drop", (event) => {
    hover(0);
    // A field inside takes the drop before the room around it.
    if (!holdsFiles(event) || event.defaultPrevented) return;
    event.preventDefault();
    onFiles([...event.dataTransfer.files]);
  });
}

/** Calls `onFiles` with files that are pasted while the focus is inside `element`. */
export function takePastes(element, onFiles) {
  element.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    // A form inside takes them before the page around it.
    if (files.length === 0 || event.defaultPrevented) return;
    event.preventDefault();
    onFiles(files);
  });
}
