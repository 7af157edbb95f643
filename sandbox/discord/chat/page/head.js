/** The line above the messages: where one is, and whether the bot is there. */

import { say } from "/page/announce.js";
import { fill, h } from "/page/dom.js";
import { channelLabel } from "/page/world.js";

export class Head {
  /** `openDrawer(name, button)` shows the sidebar or the tray where the window is narrow. */
  constructor({ element, world, openDrawer }) {
    this.world = world;
    this.title = h("h1", { class: "room-title" });
    this.topic = h("p", { class: "room-topic" });
    this.lamp = h("p", { class: "lamp-line" });
    this.fresh = h("span", { class: "fresh", hidden: true }, h("span", { class: "unseen" }, "new"));
    const places = h(
      "button",
      {
        type: "button",
        class: "drawer-button for-places",
        on: { click: () => openDrawer("sidebar", places) },
      },
      h("span", { "aria-hidden": "true" }, "☰"),
      h("span", { class: "unseen" }, "Places and people"),
      this.fresh,
    );
    this.backstage = h(
      "button",
      {
        type: "button",
        class: "drawer-button for-tray",
        hidden: true,
        on: { click: () => openDrawer("tray", this.backstage) },
      },
      "Backstage",
    );
    fill(
      element,
      places,
      h("div", { class: "room-words" }, this.title, this.topic),
      this.lamp,
      this.backstage,
    );
    for (const name of ["state", "channels", "bot", "unread"])
      world.addEventListener(name, () => this.draw());
  }

  draw() {
    const { world } = this;
    const channel = world.channel(world.openChannel);
    this.title.textContent = channel ? channelLabel(channel, world) : "";
    this.topic.textContent = channel?.topic ?? "";
    this.backstage.hidden = world.tray.length === 0;
    const words = `${world.bot.username} is ${world.bot.online ? "here" : "away"}`;
    this.fresh.hidden = world.unread.size === 0;
    if (this.lamp.dataset.words !== words) {
      if (this.lamp.dataset.words) say(`${words}.`);
      this.lamp.dataset.words = words;
      this.lamp.classList.toggle("on", world.bot.online);
      fill(
        this.lamp,
        h("span", { class: "lamp-dot", "aria-hidden": "true" }),
        h("span", { class: "lamp-name" }, `${world.bot.username} is `),
        world.bot.online ? "here" : "away",
      );
    }
    document.title = this.#pageTitle(channel);
  }

  #pageTitle(channel) {
    const pings = [...this.world.unread.values()].reduce((sum, one) => sum + one.pings, 0);
    const place = channel ? channelLabel(channel, this.world) : "Sandbox";
    const me = this.world.members.get(this.world.me)?.display_name;
    return `${pings ? `(${pings}) ` : ""}${place} · ${me ?? ""} · ${this.world.guild.name}`;
  }
}
