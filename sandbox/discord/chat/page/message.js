/**
 * One message: who, when, what, its media, cards and components, and what went wrong with a press.
 */

import { drawAvatar } from "/page/avatar.js";
import { componentView } from "/page/components.js";
import { fill, h } from "/page/dom.js";
import { embedView } from "/page/embeds.js";
import { markdown } from "/page/markdown.js";
import { attachmentView } from "/page/media.js";
import { heading } from "/page/message-head.js";
import { errorLine } from "/page/notices.js";
import { spokenWords } from "/page/spoken.js";
import { fullTime } from "/page/timestamps.js";
import { FLAG, channelLabel, hasFlag } from "/page/world.js";

const THREAD_CREATED = 18;
const THREAD_STARTER = 21;

/**
 * `context` is `{world, session, linksFor(message), openMenu(message, button), openChannel(id),
 * jumpTo(id), write()}`. `update` draws anew only the parts that changed, so a clip plays on
 * through an edit.
 */
export class MessageView {
  #parts = new Map();

  constructor(message, context) {
    this.context = context;
    this.message = message;
    this.error = errorLine();
    this.head = h("header", { class: "message-head" });
    this.body = h("div", { class: "message-body" });
    this.menuButton = h(
      "button",
      {
        type: "button",
        class: "more quiet",
        "aria-haspopup": "menu",
        on: { click: () => this.openMenu() },
      },
      "…",
    );
    this.avatar = h("span", { class: "avatar", "aria-hidden": "true" });
    this.element = h(
      "li",
      {
        class: "message",
        id: `message-${message.id}`,
        tabindex: "-1",
        on: { contextmenu: (event) => this.#pointed(event) },
      },
      this.avatar,
      h("div", { class: "message-main" }, this.head, this.body, this.error.line),
      this.menuButton,
    );
    this.update(message);
  }

  update(message) {
    const focused = this.#focusedControl();
    this.message = message;
    const { world } = this.context;
    const author = message.author ?? {};
    this.name = world.nameOf(author);
    this.element.classList.toggle("ephemeral", hasFlag(message, FLAG.EPHEMERAL));
    this.element.classList.toggle("pinged", Boolean(message.pinged));
    this.element.classList.toggle("from-bot", Boolean(author.bot));
    this.menuButton.setAttribute("aria-label", `More for the message by ${this.name}`);
    drawAvatar(this.avatar, author, this.name);
    fill(this.head, heading(message, this.name, this.context));
    this.#reconcile(this.#partsOf(message));
    if (focused) this.#restoreFocus(focused);
  }

  /** What a screen reader is told of this message now; empty if it was told just that before. */
  news() {
    const sentence = spokenWords(this.message, this.name, this.body);
    const told = sentence === this.told;
    this.told = sentence;
    return told ? "" : sentence;
  }

  /**
   * Remembers which control here has the focus. The function it returns puts the focus back there,
   * or on what stands for it by then, and answers whether there was such a thing.
   */
  bookmark() {
    const { control, list } = this.#focusedControl();
    return () => {
      const twin = () => (this.element.isConnected ? this.#twin(control, list) : null);
      const there = control.isConnected ? control : twin();
      there?.focus({ preventScroll: true });
      return Boolean(there);
    };
  }

  openMenu() {
    this.context.openMenu(this.message, this.menuButton);
  }

  /** A right press on words opens the menu; on links, media and marked text the browser's own. */
  #pointed(event) {
    const has = event.target.closest("a, img, video, audio, input, textarea");
    if (has || !getSelection().isCollapsed) return;
    event.preventDefault();
    this.openMenu();
  }

  /** `[key, signature, draw]` of everything below the head, in order. */
  #partsOf(message) {
    const links = this.context.linksFor(message);
    const host = this.#host(message, links);
    if (hasFlag(message, FLAG.LOADING)) return [["thinking", "", () => thinking(this.name)]];
    const parts = [["text", this.#textSignature(message), () => this.#text(message, links)]];
    const placed = placedFiles(message);
    for (const attachment of message.attachments ?? []) {
      if (placed.has(attachment.filename)) continue;
      parts.push([`file-${attachment.id}`, unsigned(attachment), () => attachmentView(attachment)]);
    }
    const embeds = hasFlag(message, FLAG.SUPPRESS_EMBEDS) ? [] : (message.embeds ?? []);
    embeds.forEach((embed, index) => {
      parts.push([`embed-${index}`, unsigned(embed), () => embedView(embed, links)]);
    });
    (message.components ?? []).forEach((component, index) => {
      const signature = unsigned(component);
      parts.push([`component-${index}`, signature, () => componentView(component, host)]);
    });
    if (message.thread)
      parts.push(["thread", message.thread.name, () => this.#threadLink(message.thread)]);
    if (hasFlag(message, FLAG.EPHEMERAL)) parts.push(["badge", "", () => this.#badge()]);
    return parts;
  }

  #textSignature(message) {
    return JSON.stringify([message.content, message.edited_timestamp, message.type]);
  }

  #text(message, links) {
    const { world } = this.context;
    const edited =
      message.edited_timestamp &&
      h(
        "span",
        {
          class: "edited",
          title: fullTime(Date.parse(message.edited_timestamp) / 1000),
        },
        "(edited)",
      );
    if (message.type === THREAD_CREATED) {
      return h(
        "div",
        { class: "said" },
        h("p", {}, `${this.name} started a thread: ${message.content}`),
      );
    }
    if (message.type === THREAD_STARTER) {
      const origin = world.channel(message.channel_id)?.parent_id;
      const place =
        origin && world.channel(origin) ? channelLabel(world.channel(origin), world) : "a message";
      return h("p", { class: "subtext" }, `This thread grew out of ${place}.`);
    }
    const text = h("div", { class: "said" }, markdown(message.content ?? "", links));
    if (edited)
      (text.lastElementChild?.matches("p") ? text.lastElementChild : text).append(" ", edited);
    return text;
  }

  #threadLink(thread) {
    const { openChannel } = this.context;
    return h(
      "button",
      { type: "button", class: "thread-link", on: { click: () => openChannel(thread.id) } },
      `Thread: ${thread.name}`,
    );
  }

  #badge() {
    const dismiss = h("button", { type: "button", class: "text-button" }, "Dismiss");
    dismiss.addEventListener("click", () => this.#act(dismiss, "dismiss", {}));
    return h("p", { class: "badge" }, h("span", {}, "Only you can see this"), " · ", dismiss);
  }

  #host(message, links) {
    return {
      world: this.context.world,
      links,
      attachments: message.attachments ?? [],
      press: (customId, node) => this.#act(node, "press", { custom_id: customId }),
      select: (customId, values, node) =>
        this.#act(node, "select", { custom_id: customId, values }),
    };
  }

  /** Sends an act of a control in this message; the control is busy until the bot answered. */
  async #act(control, action, fields) {
    const name = this.context.world.bot.username;
    const done = () => control.removeAttribute("aria-busy");
    this.error.clear();
    control.setAttribute("aria-busy", "true");
    const watch = {
      acked: done,
      failed: (reason) => {
        done();
        this.error.show(reason || `${name} did not respond.`);
      },
    };
    try {
      const { id, channel_id: channelId } = this.message;
      const place = { channel_id: channelId, message_id: id };
      await this.context.session.act(action, { ...place, ...fields }, { watch });
      if (action === "dismiss") done();
    } catch (error) {
      done();
      this.error.show(error.message);
    }
  }

  /** Keeps a part's node while its signature is the same. */
  #reconcile(wanted) {
    const before = this.#parts;
    this.#parts = new Map();
    let anchor = null;
    for (const [key, signature, draw] of wanted) {
      const old = before.get(key);
      const same = old?.signature === signature;
      const node = same ? old.node : draw();
      if (old && !same) old.node.replaceWith(node);
      const next = anchor ? anchor.nextSibling : this.body.firstChild;
      // Moving a node would stop its clip; it is moved only when it stands elsewhere.
      if (node !== next) this.body.insertBefore(node, next);
      anchor = node;
      this.#parts.set(key, { signature, node });
      before.delete(key);
    }
    for (const { node } of before.values()) node.remove();
  }

  /** The control that has the focus, with its place among the lists of this message. */
  #focusedControl() {
    const active = document.activeElement;
    if (!this.element.contains(active)) return null;
    return { control: active, list: this.#lists().indexOf(active) };
  }

  #lists() {
    return [...this.body.querySelectorAll("[role=combobox][data-custom-id]")];
  }

  #restoreFocus({ control, list }) {
    if (control.isConnected) return;
    const twin = this.#twin(control, list);
    if (twin) twin.focus({ preventScroll: true });
    // A private question is done with: back to writing. To stay on it would read it once more.
    else if (hasFlag(this.message, FLAG.EPHEMERAL)) this.context.write();
    else this.element.focus({ preventScroll: true });
  }

  /**
   * What stands for a control that is gone: the same one, else one of its name, else the list in
   * its place; a message that holds lists is still being worked at, so that one of them will do.
   */
  #twin(control, list) {
    const { customId } = control.dataset;
    if (!customId) return null;
    const all = [...this.body.querySelectorAll("[data-custom-id]:not(:disabled)")];
    const lists = this.#lists();
    const named = (one) => list < 0 && one.textContent === control.textContent;
    return (
      all.find((one) => one.dataset.customId === customId) ??
      all.find((one) => !lists.includes(one) && named(one)) ??
      lists[Math.max(0, list)]
    );
  }
}

function thinking(name) {
  return h(
    "p",
    { class: "thinking" },
    `${name} is thinking`,
    h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")),
  );
}

/** Files that a Components V2 layout shows in their own place. */
function placedFiles(message) {
  if (!hasFlag(message, FLAG.COMPONENTS_V2)) return new Set();
  return new Set((message.attachments ?? []).map((one) => one.filename));
}

/** A signature without the query of links: a newly signed link is the same file. */
function unsigned(value) {
  return JSON.stringify(value, (_key, one) => {
    return typeof one === "string" && /^https?:.*[?&]hm=/.test(one) ? one.split("?")[0] : one;
  });
}
