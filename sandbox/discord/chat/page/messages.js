/**
 * The messages of the open channel: kept current, scrolled with care, with rows for what is under
 * way.
 */

import { say } from "/page/announce.js";
import { fill, h } from "/page/dom.js";
import { linksFor } from "/page/links.js";
import { openMenu } from "/page/menu.js";
import { MessageView } from "/page/message.js";
import { PendingRows } from "/page/pending.js";
import { TypingLine } from "/page/typing.js";
import { walkMessages } from "/page/walking.js";
import { FLAG, channelLabel, compareIds, hasFlag } from "/page/world.js";

const GROUP_MS = 7 * 60 * 1000;
const NEAR_END_PX = 80;
const OFFER_MS = 3000;
// Where there are lists one is still choosing: Enter must not press what costs something.
const MAIN_CONTROL =
  "[role=combobox][data-custom-id], button.press:is(.primary, .success):not(:disabled)";

export class MessagePane {
  #views = new Map();
  #atEnd = true;
  #size = "";
  #drawn = null;
  #asks = null;

  /**
   * `session`, `world`, and what other parts do: `openChannel(id)`, `useCommand(name)`,
   * `write()` puts the focus where messages are written, `isIdle()` tells whether nothing is begun
   * there.
   */
  constructor({ scroller, session, world, openChannel, useCommand, write, isIdle }) {
    Object.assign(this, { scroller, session, world, openChannel, useCommand, write, isIdle });
    this.list = h("ol", { class: "messages" });
    this.pending = new PendingRows({ onChange: () => this.#toEnd() });
    this.typing = new TypingLine({ world });
    this.latest = h(
      "button",
      { type: "button", class: "to-latest", hidden: true, on: { click: () => this.#toEnd() } },
      "Newest messages ↓",
    );
    this.column = h(
      "div",
      { class: "column" },
      this.list,
      this.pending.element,
      this.typing.element,
    );
    fill(scroller, this.column, this.latest);
    this.#keepAtEnd();
    this.walk = walkMessages(scroller, {
      openMenu: (element) => this.#viewOf(element).openMenu(),
      back: write,
    });
    world.addEventListener("message", ({ detail }) => this.#changed(detail));
  }

  /** Draws the open channel; what already stands there stays, so that a clip plays on. */
  redraw() {
    const channel = this.world.channel(this.world.openChannel);
    const moved = this.#drawn !== this.#here();
    this.#drawn = this.#here();
    if (moved || !channel) {
      this.#views.clear();
      fill(this.list);
    }
    this.pending.showOnly(this.#here());
    if (!channel) {
      fill(this.list, h("li", { class: "empty" }, "No channel here that you may read."));
      return;
    }
    this.scroller.setAttribute("aria-label", `Messages in ${channelLabel(channel, this.world)}`);
    this.#match(this.world.messagesIn(channel.id));
    this.#regroup();
    if (moved || this.#atEnd) this.#toEnd();
  }

  /** A row for an act that has no message yet: see `PendingRows.add`. */
  addPending(words) {
    return this.pending.add(words, this.#here());
  }

  /**
   * A private answer that asks something gets the focus on its main button, or on its first list,
   * where the person has begun nothing else: so that Enter goes on. It may come before the command that it answers has
   * left the writing field, which then calls this again.
   */
  offerAnswer() {
    if (!this.#asks || !this.isIdle()) return;
    const { id, at } = this.#asks;
    this.#asks = null;
    if (performance.now() - at > OFFER_MS) return;
    this.#views.get(id)?.element.querySelector(MAIN_CONTROL)?.focus({ preventScroll: true });
  }

  /** As `MessageView.bookmark`, for the message that has the focus, if one has. */
  bookmark() {
    const element = document.activeElement?.closest("li.message");
    const view = element && this.#viewOf(element);
    return view ? view.bookmark() : () => false;
  }

  /** Resolves what the marks in a message point at. */
  linksFor(message) {
    return linksFor(message, this.world, {
      channel: (id) => this.openChannel(id),
      message: (channelId, id) => {
        this.openChannel(channelId);
        this.#jumpTo(id);
      },
      command: (name) => this.useCommand(name),
    });
  }

  #match(messages) {
    const wanted = new Set(messages.map((message) => message.id));
    for (const [id, view] of [...this.#views]) if (!wanted.has(id)) this.#remove(view, id);
    for (const message of messages) {
      const view = this.#views.get(message.id);
      if (view) view.update(message);
      else this.#insert(message);
    }
  }

  #changed({ kind, message }) {
    if (kind !== "deleted") this.typing.spoken(message);
    if (message.channel_id !== this.world.openChannel) {
      if (kind === "created" && this.world.calls(message)) this.#speakElsewhere(message);
      return;
    }
    const wasAtEnd = this.#atEnd;
    const before = this.#views.get(message.id);
    const wasThinking = before && hasFlag(before.message, FLAG.LOADING);
    if (kind === "deleted") this.#remove(before, message.id);
    else if (before) before.update(message);
    else this.#insert(message);
    this.#regroup();
    const isNews = kind === "created" || wasThinking;
    if (kind !== "deleted") this.#speak(message, isNews);
    const own = message.author?.id === this.world.me;
    if (isNews && (wasAtEnd || own)) this.#toEnd();
    else if (kind === "created") this.latest.hidden = false;
    if (isNews && hasFlag(message, FLAG.EPHEMERAL)) {
      this.#asks = { id: message.id, at: performance.now() };
      this.offerAnswer();
    }
  }

  /** News are read, and so are changes of what was said to this person alone; all only once. */
  #speak(message, isNews) {
    if (message.author?.id === this.world.me) return;
    if (!isNews && !hasFlag(message, FLAG.EPHEMERAL)) return;
    const sentence = this.#views.get(message.id).news();
    if (sentence) say(sentence);
  }

  #speakElsewhere(message) {
    const place = this.world.channel(message.channel_id);
    const name = this.world.nameOf(message.author);
    if (!message.pinged) say(`${name} wrote to you.`);
    else
      say(`You are mentioned by ${name} in ${place ? channelLabel(place, this.world) : "a channel"}.`);
  }

  #insert(message) {
    const view = new MessageView(message, {
      world: this.world,
      session: this.session,
      linksFor: (one) => this.linksFor(one),
      openMenu: (one, button) => openMenu(one, button, this.#menuContext()),
      openChannel: this.openChannel,
      write: this.write,
      jumpTo: (id) => this.#jumpTo(id),
    });
    const earlier = [...this.#views.values()].filter(
      (one) => compareIds(one.message.id, message.id) < 0,
    );
    const last = earlier.reduce((best, one) => {
      return !best || compareIds(best.message.id, one.message.id) < 0 ? one : best;
    }, null);
    this.#views.set(message.id, view);
    if (last) last.element.after(view.element);
    else this.list.prepend(view.element);
  }

  #remove(view, id) {
    if (!view) return;
    if (view.element.contains(document.activeElement)) this.scroller.focus({ preventScroll: true });
    view.element.remove();
    this.#views.delete(id);
  }

  #viewOf(element) {
    return this.#views.get(element.id.slice("message-".length));
  }

  /** Days get a line, and what one author says in a row shares its head. */
  #regroup() {
    for (const line of this.list.querySelectorAll(".day, .empty")) line.remove();
    let before = null;
    for (const element of [...this.list.children]) {
      const { message } = this.#viewOf(element);
      const day = dayOf(message);
      if (!before || dayOf(before) !== day)
        element.before(h("li", { class: "day" }, h("span", {}, day)));
      element.classList.toggle("follows", belongs(before, message));
      before = message;
    }
    if (!before) this.list.append(this.#emptyLine());
  }

  #emptyLine() {
    return h(
      "li",
      { class: "empty" },
      h("p", { class: "empty-title" }, "It is quiet here."),
      h(
        "p",
        {},
        "Type ",
        h("kbd", {}, "/"),
        ` to see what ${this.world.bot.username} can do, or just say something.`,
      ),
    );
  }

  #menuContext() {
    return {
      session: this.session,
      world: this.world,
      addPending: (words) => this.addPending(words),
    };
  }

  #jumpTo(id) {
    const view = this.#views.get(id);
    if (!view) return;
    view.element.scrollIntoView({ block: "center" });
    view.element.focus({ preventScroll: true });
  }

  #keepAtEnd() {
    this.scroller.addEventListener("scroll", () => this.#scrolled());
    // Clips and pictures grow when they load, and the writing field grows with its text.
    const sizes = new ResizeObserver(() => this.#atEnd && this.#toEnd());
    sizes.observe(this.column);
    sizes.observe(this.scroller);
  }

  /** Only a person leaves the end: what grows or shrinks around the messages does not. */
  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    const size = `${scrollHeight} ${clientHeight}`;
    const resized = size !== this.#size;
    this.#size = size;
    if (resized && this.#atEnd) {
      this.#toEnd();
      return;
    }
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    if (this.#atEnd) this.latest.hidden = true;
  }

  #toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#atEnd = true;
    this.latest.hidden = true;
  }

  /** What is under way belongs to a person in a channel, and waits there for them. */
  #here() {
    return `${this.world.me} ${this.world.openChannel}`;
  }
}

function belongs(before, message) {
  if (!before || before.author?.id !== message.author?.id) return false;
  if (message.referenced_message || message.interaction_metadata || message.interaction)
    return false;
  if ((before.flags ?? 0) !== (message.flags ?? 0) || dayOf(before) !== dayOf(message))
    return false;
  return Date.parse(message.timestamp) - Date.parse(before.timestamp) < GROUP_MS;
}

function dayOf(message) {
  return new Intl.DateTimeFormat(undefined, {
    weekday: "long",
    day: "numeric",
    month: "long",
  }).format(new Date(message.timestamp));
}
