/**
 * The messages of the open channel: kept current, scrolled with care, with rows for what is under
 * way.
 */

import { fill, h } from "/page/dom.js";
import { openMenu } from "/page/menu.js";
import { MessageView } from "/page/message.js";
import { channelLabel, compareIds } from "/page/world.js";

const GROUP_MS = 7 * 60 * 1000;
const NEAR_END_PX = 80;
const TYPING_MS = 10_000;

export class MessagePane {
  #views = new Map();
  #typing = new Map();
  #atEnd = true;
  #drawn = null;

  /**
   * `session`, `world`, `notices`, and what other parts do: `openChannel(id)`, `useCommand(name)`.
   */
  constructor({ scroller, session, world, notices, openChannel, useCommand }) {
    Object.assign(this, { scroller, session, world, notices, openChannel, useCommand });
    this.list = h("ol", { class: "messages" });
    this.pending = h("ol", { class: "pending", "aria-label": "Under way" });
    this.typingLine = h("p", { class: "typing" });
    this.latest = h(
      "button",
      { type: "button", class: "to-latest", hidden: true, on: { click: () => this.#toEnd() } },
      "Newest messages ↓",
    );
    this.column = h("div", { class: "column" }, this.list, this.pending, this.typingLine);
    fill(scroller, this.column, this.latest);
    this.#keepAtEnd();
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
    for (const row of this.pending.children) row.hidden = row.dataset.place !== this.#here();
    if (!channel) {
      fill(this.list, h("li", { class: "empty" }, "No channel here that you may read."));
      return;
    }
    this.scroller.setAttribute("aria-label", `Messages in ${channelLabel(channel, this.world)}`);
    this.#match(this.world.messagesIn(channel.id));
    this.#regroup();
    if (moved || this.#atEnd) this.#toEnd();
  }

  /**
   * A row for an act that has no message yet. Returns `{done(), fail(sentence, again)}`;
   * `again` fills the person's input in once more.
   */
  addPending(words) {
    const row = h(
      "li",
      { class: "pending-row", data: { place: this.#here() } },
      h("span", { class: "spinner", "aria-hidden": "true" }),
      h("span", {}, words),
    );
    this.pending.append(row);
    this.#toEnd();
    const done = () => row.remove();
    const fail = (sentence, again) => {
      const retry =
        again &&
        h(
          "button",
          {
            type: "button",
            class: "text-button",
            on: {
              click: () => {
                done();
                again();
              },
            },
          },
          "Fill it in again",
        );
      const close = h(
        "button",
        { type: "button", class: "text-button", on: { click: done } },
        "Dismiss",
      );
      row.className = "pending-row failed";
      row.setAttribute("role", "alert");
      fill(row, h("span", {}, sentence), retry, close);
      this.#toEnd();
    };
    return { done, fail };
  }

  /** Shows for a while that somebody is writing here. */
  showTyping(channelId, userId) {
    if (channelId !== this.world.openChannel || userId === this.world.me) return;
    const isBot = userId === this.world.bot.id;
    const name = isBot ? this.world.bot.username : this.world.members.get(userId)?.display_name;
    this.#typing.set(name ?? "Somebody", Date.now() + TYPING_MS);
    this.#drawTyping();
    setTimeout(() => this.#drawTyping(), TYPING_MS + 50);
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
    if (message.channel_id !== this.world.openChannel) {
      if (kind === "created" && message.pinged) this.#speakElsewhere(message);
      return;
    }
    const wasAtEnd = this.#atEnd;
    const view = this.#views.get(message.id);
    if (kind === "deleted") this.#remove(view, message.id);
    else if (view) view.update(message);
    else this.#insert(message);
    this.#regroup();
    this.#speak(kind, message, view);
    const own = message.author?.id === this.world.me;
    if (kind === "created" && (wasAtEnd || own)) this.#toEnd();
    else if (kind === "created") this.latest.hidden = false;
  }

  #speak(kind, message, before) {
    const view = this.#views.get(message.id);
    if (!view || (kind === "updated" && !before)) return;
    if (kind === "deleted") return;
    if (message.author) this.#typing.delete(view.name);
    this.#drawTyping();
    if (message.author?.id !== this.world.me) this.notices.say(view.spoken());
  }

  #speakElsewhere(message) {
    const place = this.world.channel(message.channel_id);
    const where = place ? channelLabel(place, this.world) : "another channel";
    this.notices.say(`You are mentioned by ${this.world.nameOf(message.author)} in ${where}.`);
  }

  #insert(message) {
    const view = new MessageView(message, {
      world: this.world,
      session: this.session,
      linksFor: (one) => this.linksFor(one),
      openMenu: (one, button) => openMenu(one, button, this.#menuContext()),
      openChannel: this.openChannel,
      jumpTo: (id) => this.#jumpTo(id),
    });
    const after = [...this.#views.values()].filter(
      (one) => compareIds(one.message.id, message.id) < 0,
    );
    const last = after.reduce((best, one) => {
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

  /** Days get a line, and what one author says in a row shares its head. */
  #regroup() {
    for (const line of this.list.querySelectorAll(".day, .empty")) line.remove();
    let before = null;
    for (const element of [...this.list.children]) {
      const { message } = this.#views.get(element.id.slice("message-".length));
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
      "It is quiet here. Type ",
      h("kbd", {}, "/"),
      ` to see what ${this.world.bot.username} can do.`,
    );
  }

  /** Resolves what the marks in a message point at. */
  linksFor(message) {
    const { world } = this;
    const mentioned = new Map((message.mentions ?? []).map((user) => [user.id, user]));
    return {
      userName: (id) =>
        world.members.get(id)?.display_name ??
        (id === world.bot.id ? world.bot.username : mentioned.get(id)?.username) ??
        null,
      channel: (id) => {
        const channel = world.channel(id);
        return channel ? channelLabel(channel, world) : null;
      },
      roleName: (id) => world.role(id)?.name ?? null,
      isMe: (id) => id === world.me,
      now: () => world.now(),
      onChannel: (id) => this.openChannel(id),
      onMessage: (channelId, id) => {
        this.openChannel(channelId);
        this.#jumpTo(id);
      },
      onCommand: (name) => this.useCommand(name),
    };
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
    this.scroller.addEventListener("scroll", () => {
      const { scrollHeight, scrollTop, clientHeight } = this.scroller;
      this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
      if (this.#atEnd) this.latest.hidden = true;
    });
    // Clips and pictures grow when they load, and the writing field grows with its text.
    const sizes = new ResizeObserver(() => this.#atEnd && this.#toEnd());
    sizes.observe(this.column);
    sizes.observe(this.scroller);
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

  #drawTyping() {
    for (const [name, until] of this.#typing) if (until <= Date.now()) this.#typing.delete(name);
    const names = [...this.#typing.keys()];
    this.typingLine.textContent = names.length > 0 ? `${names.join(" and ")} is writing…` : "";
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
