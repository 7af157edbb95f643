/** Where a member writes: a message with files, or a command as a form. */

import { CommandForm } from "/page/command-form.js";
import { fill, growWithText, h } from "/page/dom.js";
import { FileField } from "/page/files.js";
import { errorLine } from "/page/notices.js";
import { SlashPicker, slashEntries } from "/page/slash.js";
import { channelLabel } from "/page/world.js";

const MOST_FILES = 10;
const LONGEST = 2000;

export class Composer {
  #drafts = new Map();
  #waiting = [];

  /**
   * `addPending(words)` makes a row under the messages for a command that is under way;
   * `toMessages()` puts the focus on the newest message; `onSent()` hears that a command has left.
   */
  constructor({ element, session, world, addPending, toMessages, onSent }) {
    Object.assign(this, { element, session, world, addPending, toMessages, onSent });
    this.form = null;
    this.error = errorLine();
    this.files = new FileField({ label: "Message", most: MOST_FILES, compact: true });
    this.text = h("textarea", {
      id: "composer-text",
      rows: "1",
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
      on: { input: () => this.#typed(), keydown: (event) => this.#key(event) },
    });
    this.fit = growWithText(this.text);
    this.picker = new SlashPicker({
      input: this.text,
      world,
      onPick: (entry, rest) => this.#picked(entry, rest),
    });
    this.send = h(
      "button",
      { type: "button", class: "press primary send", on: { click: () => this.#sendMessage() } },
      "Send",
    );
    this.writing = h(
      "div",
      { class: "writing" },
      this.picker.element,
      this.files.element,
      h("div", { class: "writing-row" }, this.#attachButton(), this.text, this.send),
      this.error.line,
    );
    this.box = h("div", { class: "composer" }, this.writing);
    fill(element, this.box);
    this.text.addEventListener("blur", () => this.picker.close());
    for (const name of ["state", "channels"]) world.addEventListener(name, () => this.relabel());
    for (const name of ["state", "commands"])
      world.addEventListener(name, () => this.#commandsChanged());
  }

  /** Whether nothing has been begun here. */
  get idle() {
    return !this.form && this.text.value === "" && this.files.files.length === 0;
  }

  focus() {
    if (this.form) {
      this.form.focus();
      return;
    }
    this.text.focus();
    // Chromium gives the focus back from a closing dialog, at times without a caret: letters that
    // are typed then go nowhere.
    this.text.setSelectionRange(this.text.selectionStart, this.text.selectionEnd);
  }

  /** Names the place that the next message goes to. */
  relabel() {
    const channel = this.world.channel(this.world.openChannel);
    const label = channel ? `Write in ${channelLabel(channel, this.world)}` : "Write";
    this.text.setAttribute("aria-label", `${label}, or type / for commands`);
    this.text.placeholder = `${label}, or type /`;
  }

  /** Opens a command by its whole name with values in its fields; answers whether there is one. */
  useCommand(name, values = {}) {
    const entry = slashEntries(this.world.commands).find((one) => one.name === name);
    if (entry) this.#openForm(entry, values);
    return Boolean(entry);
  }

  /** Files that were pasted or dropped somewhere in the room. */
  takeFiles(files) {
    if (this.form) this.form.takeFiles(files);
    else this.files.add(files);
    this.focus();
  }

  #attachButton() {
    return h(
      "button",
      {
        type: "button",
        class: "quiet attach",
        "aria-label": "Attach files",
        title: "Attach files",
        on: { click: () => this.files.input.click() },
      },
      "+",
    );
  }

  #typed() {
    this.error.clear();
    this.picker.follow(this.text.value);
  }

  #key(event) {
    if (event.isComposing || this.picker.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#sendMessage();
    } else if (event.key === "ArrowUp" && this.text.value === "" && this.toMessages()) {
      event.preventDefault();
    }
  }

  #picked(entry, rest) {
    this.text.value = "";
    this.fit();
    const values = { ...this.#drafts.get(entry.name) };
    const first = entry.options.find((option) => option.type === 3);
    if (rest && first) values[first.name] = rest;
    this.#openForm(entry, values);
  }

  #openForm(entry, values) {
    this.form = new CommandForm(entry, values, {
      session: this.session,
      world: this.world,
      addPending: this.addPending,
      onClose: () => this.#closeForm(this.form.values()),
      onSent: () => {
        this.#closeForm({});
        this.onSent();
      },
      onFailed: (failed, kept) => this.#openForm(failed, kept),
    });
    fill(this.box, this.form.element);
    this.form.focus();
  }

  /** Back to writing; what a closed form held returns when its command is picked again. */
  #closeForm(kept) {
    this.#drafts.set(this.form.entry.name, kept);
    this.form = null;
    fill(this.box, this.writing);
    this.fit();
    this.text.focus();
  }

  #commandsChanged() {
    if (this.picker.open) this.picker.follow(this.text.value);
    if (!this.form) return;
    const { entry } = this.form;
    const now = slashEntries(this.world.commands).find((one) => one.name === entry.name);
    if (!now) this.#closeForm(this.form.values());
    else if (JSON.stringify(now) !== JSON.stringify(entry)) this.#openForm(now, this.form.values());
  }

  /** Takes what stands in the field at once, so that a person can go on writing. */
  #sendMessage() {
    const content = this.text.value;
    const { files } = this.files;
    if (!content.trim() && files.length === 0) return;
    if ([...content].length > LONGEST) {
      this.error.show(`At most ${LONGEST} characters; this has ${[...content].length}.`);
      return;
    }
    const { me, openChannel } = this.world;
    this.#waiting.push({ fields: { as: me, channel_id: openChannel, content }, files });
    this.text.value = "";
    this.files.clear();
    this.error.clear();
    this.fit();
    if (this.#waiting.length === 1) this.#sendWaiting();
  }

  /** One after the other: they arrive in the order in which they were written. */
  async #sendWaiting() {
    this.send.setAttribute("aria-busy", "true");
    try {
      while (this.#waiting.length > 0) {
        const [{ fields, files }] = this.#waiting;
        await this.session.act("send", fields, { files });
        this.#waiting.shift();
      }
    } catch (error) {
      this.#giveBack(this.#waiting.splice(0));
      this.error.show(error.message);
    }
    this.send.removeAttribute("aria-busy");
  }

  /** Puts what was not sent in front of what was written meanwhile; the caret stays in its word. */
  #giveBack(messages) {
    const { value, selectionStart, selectionEnd } = this.text;
    const texts = [...messages.map((one) => one.fields.content), value];
    this.text.value = texts.filter((text) => text !== "").join("\n");
    const moved = this.text.value.length - value.length;
    this.text.setSelectionRange(selectionStart + moved, selectionEnd + moved);
    const files = [...messages.flatMap((one) => one.files), ...this.files.files];
    this.files.clear();
    this.files.add(files);
    this.fit();
  }
}
