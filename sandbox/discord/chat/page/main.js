/** Starts the page: reads its address, follows the events, and gives every part what it uses. */

import { say } from "/page/announce.js";
import { Api } from "/page/api.js";
import { Composer } from "/page/composer.js";
import { Drawers } from "/page/drawers.js";
import { takeDrops, takePastes } from "/page/files.js";
import { Guide, SkipMemory } from "/page/guide.js";
import { Head } from "/page/head.js";
import { takeKeys } from "/page/keys.js";
import { MessagePane } from "/page/messages.js";
import { ModalHost } from "/page/modal.js";
import { Notices } from "/page/notices.js";
import { Session } from "/page/session.js";
import { Sidebar } from "/page/sidebar.js";
import { keepRelativeTimes } from "/page/timestamps.js";
import { Tray } from "/page/tray.js";
import { World } from "/page/world.js";

const at = (id) => document.getElementById(id);

class Page {
  constructor() {
    const address = new URLSearchParams(location.search);
    this.wanted = { as: address.get("as"), channel: address.get("channel") };
    this.prefill = readPrefill(address.get("prefill"));
    this.places = new Map();
    this.api = new Api(address.get("key") ?? "");
    const world = new World();
    this.world = world;
    this.notices = new Notices({ shelf: at("notices") });
    this.session = new Session({
      api: this.api,
      world: this.world,
      onModal: (event) => this.modals.open(event),
    });
    this.drawers = new Drawers({ veil: at("veil"), sidebar: at("sidebar"), tray: at("tray") });
    this.#buildRoom();
    this.#buildSides();
    keepRelativeTimes(document, world);
    takeKeys({ skip: at("skip"), write: () => this.composer.focus() });
    this.world.addEventListener("state", ({ detail }) => this.#arrive(detail.viewerChanged));
    this.world.addEventListener("channels", () => this.#keepChannel());
    this.world.addEventListener("commands", () => this.#usePrefill());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") world.open(world.openChannel);
    });
    this.#follow(this.wanted.as);
  }

  #buildRoom() {
    const { world, session } = this;
    this.pane = new MessagePane({
      scroller: at("scroller"),
      session,
      world,
      openChannel: (id) => this.openChannel(id),
      useCommand: (name) => this.#useCommand(name),
      write: () => this.composer.focus(),
      isIdle: () => this.#isIdle(),
    });
    this.composer = new Composer({
      element: at("room-foot"),
      session,
      world,
      addPending: (words) => this.pane.addPending(words),
      toMessages: () => this.pane.walk.toNewest(),
      onSent: () => this.pane.offerAnswer(),
    });
    this.modals = new ModalHost({
      session,
      world,
      linksFor: () => this.pane.linksFor({}),
      bookmark: () => this.pane.bookmark(),
      write: () => this.composer.focus(),
    });
    const takeFiles = (files) => this.composer.takeFiles(files);
    takePastes(document, (files) => this.modals.isOpen || takeFiles(files));
    takeDrops(at("room"), takeFiles, (over) => {
      at("drop-hint").hidden = !over;
    });
  }

  #buildSides() {
    const { world, api, notices, drawers } = this;
    this.head = new Head({
      element: at("room-head"),
      world,
      openDrawer: (name, from) => drawers.open(name, from),
    });
    this.sidebar = new Sidebar({
      element: at("sidebar"),
      world,
      openChannel: (id) => this.openChannel(id),
      playAs: (id) => this.playAs(id),
      addressOf: (id) => this.#addressOf(id),
    });
    this.tray = new Tray({
      element: at("tray"),
      world,
      api,
      notices,
      close: () => drawers.close(),
      showGuide: () => {
        drawers.close();
        this.guide.show();
      },
    });
    this.guide = new Guide({
      element: at("guide"),
      world,
      memory: new SkipMemory(api.key),
      notices,
      setUp: (command) => this.setUp(command),
      run: (id) => this.tray.run(id),
      leave: () => this.composer.focus(),
    });
  }

  openChannel(id) {
    this.drawers.close();
    if (!this.world.channel(id)) {
      this.notices.show("That channel is gone, or you may not see it.", "bad");
      return;
    }
    this.#show(id);
    this.composer.focus();
  }

  playAs(id) {
    this.drawers.close();
    if (id === this.world.me) return;
    this.modals.close();
    this.#follow(id);
  }

  /** Makes one command ready: who gives it, in which channel, and what is filled in. */
  setUp({ as, channel, name, options }) {
    this.wanted.channel = channel;
    this.prefill = { name, options, isAsked: true };
    if (as !== this.world.me) {
      this.playAs(as);
      return;
    }
    this.drawers.close();
    this.#show(this.#startChannel());
    this.#usePrefill();
  }

  #follow(viewer) {
    this.leave?.();
    this.leave = this.api.follow(viewer, {
      onEvent: (event) => this.#take(event),
      onLink: (up) => this.#link(up),
    });
  }

  #link(up) {
    const line = at("connection");
    if (up === (line.textContent === "")) return;
    line.textContent = up ? "" : "The sandbox is out of reach. Trying again…";
    say(up ? "The sandbox is back." : line.textContent);
  }

  #take(event) {
    if (event.type === "typing") this.pane.typing.show(event.channel_id, event.user_id);
    this.world.apply(event);
    this.session.handle(event);
  }

  #arrive(viewerChanged) {
    const { world, wanted } = this;
    const named = [...world.members.values()].find((one) => one.username === wanted.as);
    if (named && named.id !== world.me) {
      wanted.as = null;
      this.#follow(named.id);
      return;
    }
    wanted.as = null;
    this.#show(this.#startChannel());
    if (viewerChanged) {
      const me = world.members.get(world.me);
      say(`You are ${me?.display_name ?? "nobody"}.`);
      if (document.activeElement === document.body) this.composer.focus();
    }
    this.#usePrefill();
  }

  /**
   * The channel that is open, was open for this person, or is named in the address; else the
   * first.
   */
  #startChannel() {
    const { world, wanted } = this;
    const named = world.channels.find(
      (one) => one.name === wanted.channel || one.id === wanted.channel,
    );
    const candidates = [
      named?.id,
      world.openChannel,
      this.places.get(world.me),
      world.rooms()[0]?.id,
    ];
    wanted.channel = null;
    return candidates.find((id) => id && world.channel(id)) ?? null;
  }

  #keepChannel() {
    if (this.world.channel(this.world.openChannel)) return;
    if (this.world.openChannel) this.notices.show("The channel you were in is gone.", "bad");
    this.#show(this.#startChannel());
  }

  #show(channelId) {
    const { world } = this;
    this.places.set(world.me, channelId);
    world.open(channelId);
    this.pane.redraw();
    this.composer.relabel();
    history.replaceState(null, "", this.#addressOf(world.me, channelId));
  }

  #addressOf(viewer, channelId = null) {
    const address = new URLSearchParams({ key: this.api.key });
    if (viewer) address.set("as", viewer);
    if (channelId) address.set("channel", channelId);
    return `${location.pathname}?${address}`;
  }

  #usePrefill() {
    if (!this.prefill || !(this.prefill.isAsked || this.composer.idle)) return;
    if (this.composer.useCommand(this.prefill.name, this.prefill.options)) this.prefill = null;
  }

  #useCommand(name) {
    if (!this.composer.useCommand(name))
      this.notices.show(`There is no /${name} for you here.`, "bad");
  }

  /** Whether the person has begun nothing, so that an answer may take the focus. */
  #isIdle() {
    const active = document.activeElement;
    return this.composer.idle && (active === document.body || active === this.composer.text);
  }
}

function readPrefill(text) {
  if (!text) return null;
  try {
    const { name, options } = JSON.parse(text);
    return typeof name === "string" ? { name, options: options ?? {} } : null;
  } catch {
    return null;
  }
}

new Page();
