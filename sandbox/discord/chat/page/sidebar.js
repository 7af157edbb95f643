/** Places at the left (channels, threads, DMs) and the people one may play. */

import { drawAvatar } from "/page/avatar.js";
import { fill, h } from "/page/dom.js";
import { channelLabel } from "/page/world.js";

const PEOPLE_NEED_HEIGHT_PX = 820;

export class Sidebar {
  /**
   * `openChannel(id)` and `playAs(id)` do what a press asks for; `addressOf(id)` is a person's own
   * page.
   */
  constructor({ element, world, openChannel, playAs, addressOf }) {
    Object.assign(this, { element, world, openChannel, playAs, addressOf });
    this.places = h("div", { class: "places" });
    this.summary = h("summary", {});
    this.peopleList = h("ul", {});
    this.people = h("details", { class: "people" }, this.summary, this.peopleList);
    this.people.open = innerHeight >= PEOPLE_NEED_HEIGHT_PX;
    this.title = h("h2", {});
    fill(
      element,
      h("div", { class: "brand" }, this.title, h("p", {}, "A sandbox on this machine")),
      this.places,
      this.people,
    );
    for (const name of ["state", "channels", "unread", "bot"]) {
      world.addEventListener(name, () => this.draw());
    }
  }

  draw() {
    const { world } = this;
    const focused =
      this.element.contains(document.activeElement) && document.activeElement.dataset.key;
    this.title.textContent = world.guild.name || "Sandbox";
    fill(
      this.places,
      this.#group(
        "Channels",
        world.rooms().flatMap((room) => [room, ...world.threadsOf(room.id)]),
      ),
      world.dms.length > 0 && this.#group("Messages to you", world.dms),
    );
    this.#drawPeople();
    if (focused) this.element.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  #group(title, channels) {
    return h(
      "section",
      {},
      h("h3", {}, title),
      h(
        "ul",
        {},
        channels.map((one) => h("li", {}, this.#place(one))),
      ),
    );
  }

  #place(channel) {
    const { world } = this;
    const open = channel.id === world.openChannel;
    const thread = channel.parent_id && world.rooms().some((room) => room.id === channel.parent_id);
    const count = world.unread.get(channel.id);
    const archived = channel.thread_metadata?.archived;
    return h(
      "button",
      {
        type: "button",
        class: `place${thread ? " thread" : ""}${count ? " unread" : ""}`,
        "aria-current": open ? "page" : null,
        data: { key: `place-${channel.id}` },
        on: { click: () => this.openChannel(channel.id) },
      },
      h("span", { class: "place-name" }, channelLabel(channel, world)),
      archived && h("span", { class: "place-note" }, "archived"),
      count?.pings > 0 &&
        h(
          "span",
          { class: "pings" },
          String(count.pings),
          h("span", { class: "unseen" }, " for you"),
        ),
      count &&
        !count.pings &&
        h("span", { class: "fresh" }, h("span", { class: "unseen" }, "new messages")),
    );
  }

  #drawPeople() {
    const me = this.world.members.get(this.world.me);
    const avatar = h("span", { class: "avatar", "aria-hidden": "true" });
    if (me) drawAvatar(avatar, me, me.display_name);
    fill(
      this.summary,
      avatar,
      h(
        "span",
        { class: "who" },
        h(
          "span",
          { class: "who-name" },
          h("span", { class: "who-you" }, "You are "),
          me?.display_name ?? "nobody",
        ),
        h("span", { class: "who-note" }, me ? rolesOf(me) || "no role" : ""),
      ),
      h("span", { class: "chevron", "aria-hidden": "true" }),
    );
    fill(
      this.peopleList,
      [...this.world.members.values()].filter((one) => !one.bot).map((one) => this.#person(one)),
    );
  }

  #person(member) {
    const mine = member.id === this.world.me;
    const avatar = h("span", { class: "avatar", "aria-hidden": "true" });
    drawAvatar(avatar, member, member.display_name);
    const play = h(
      "button",
      {
        type: "button",
        class: "person",
        "aria-current": mine ? "true" : null,
        title: [member.display_name, rolesOf(member), member.note].filter(Boolean).join(" · "),
        data: { key: `person-${member.id}` },
        on: { click: () => this.playAs(member.id) },
      },
      avatar,
      h(
        "span",
        { class: "who" },
        h(
          "span",
          { class: "who-line" },
          h("span", { class: "who-name" }, member.display_name),
          mine && h("span", { class: "who-you" }, " (you)"),
          h("span", { class: "who-roles" }, rolesOf(member)),
        ),
        h("span", { class: "who-note" }, member.note),
      ),
    );
    const window = h(
      "a",
      {
        class: "own-window",
        href: this.addressOf(member.id),
        target: "_blank",
        "aria-label": `Play ${member.display_name} in a window of their own`,
        title: "In a window of their own",
      },
      "↗",
    );
    return h("li", {}, play, window);
  }
}

function rolesOf(member) {
  return (member.roles ?? []).join(" · ");
}
