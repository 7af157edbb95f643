/** The line under the messages that says who is typing there. */

import { h } from "/page/dom.js";

const LASTS_MS = 10_000;

export class TypingLine {
  #until = new Map();

  constructor({ world }) {
    this.world = world;
    this.element = h("p", { class: "typing" });
    world.addEventListener("unread", () => this.#draw());
    world.addEventListener("bot", () => this.#draw());
  }

  /** Somebody types there now; Discord shows that for ten seconds, or until they have spoken. */
  show(channelId, userId) {
    if (userId === this.world.me) return;
    this.#until.set(`${channelId} ${userId}`, { channelId, userId, end: Date.now() + LASTS_MS });
    this.#draw();
    setTimeout(() => this.#draw(), LASTS_MS + 50);
  }

  /** The author of `message` has said it. */
  spoken(message) {
    this.#until.delete(`${message.channel_id} ${message.author?.id}`);
    this.#draw();
  }

  #draw() {
    for (const [key, one] of this.#until) if (one.end <= Date.now()) this.#until.delete(key);
    const names = [...this.#until.values()]
      .filter((one) => one.channelId === this.world.openChannel)
      .map((one) => this.#name(one.userId));
    const verb = names.length === 1 ? "is" : "are";
    this.element.textContent = names.length > 0 ? `${names.join(" and ")} ${verb} typing…` : "";
  }

  #name(userId) {
    const { bot, members } = this.world;
    return userId === bot.id ? bot.username : (members.get(userId)?.display_name ?? "Somebody");
  }
}
