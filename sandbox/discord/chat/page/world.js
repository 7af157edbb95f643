/** What this viewer knows: the server's state, kept current by its events. No DOM here. */

const CATEGORY = 4;
const NO_GUILD = { id: "", name: "" };
const THREAD_TYPES = new Set([10, 11, 12]);

/** Message flags of Discord that the page reads. */
export const FLAG = {
  SUPPRESS_EMBEDS: 1 << 2,
  EPHEMERAL: 1 << 6,
  LOADING: 1 << 7,
  COMPONENTS_V2: 1 << 15,
};

/**
 * Emits `state`, `message` (detail `{kind, message}`), `commands`, `bot`, `channels`, `unread`,
 * `clock` and `backstage` (tray and guide), each after the fields have changed.
 */
export class World extends EventTarget {
  me = null;
  members = new Map();
  guild = NO_GUILD;
  roles = [];
  channels = [];
  dms = [];
  commands = [];
  bot = { id: "", username: "The bot", online: false };
  tray = [];
  guide = null;
  messages = new Map();
  unread = new Map();
  openChannel = null;
  #clockAhead = 0;

  /** Takes one event of the server; events of other kinds are not for here. */
  apply(event) {
    const handler = HANDLERS[event.type];
    if (handler) handler(this, event);
  }

  /** Milliseconds since 1970 on the sandbox's clock, which tests and the tray may move. */
  now() {
    return Date.now() + this.#clockAhead;
  }

  /** Whether a message calls this person: it names them, or was written to them alone. */
  calls(message) {
    return message.pinged || this.dms.some((one) => one.id === message.channel_id);
  }

  setClock(iso) {
    if (!iso) return;
    const ahead = Date.parse(iso) - Date.now();
    // Below a second it is only the time on the wire.
    this.#clockAhead = Math.abs(ahead) < 1000 ? 0 : ahead;
    this.#emit("clock");
  }

  channel(id) {
    return [...this.channels, ...this.dms].find((channel) => channel.id === id);
  }

  /** Channels that hold messages, without threads. */
  rooms() {
    return this.channels.filter((one) => one.type !== CATEGORY && !isThread(one));
  }

  threadsOf(channelId) {
    return this.channels.filter((one) => isThread(one) && one.parent_id === channelId);
  }

  role(id) {
    return this.roles.find((role) => role.id === id);
  }

  nameOf(user) {
    const member = this.members.get(user.id);
    return member?.display_name ?? user.global_name ?? user.username ?? "Somebody";
  }

  messagesIn(channelId) {
    return this.messages.get(channelId) ?? [];
  }

  /** Marks a channel as looked at. */
  open(channelId) {
    this.openChannel = channelId;
    this.unread.delete(channelId);
    this.#emit("unread");
  }

  replaceState(state) {
    const changed = this.me !== idOf(state.me);
    this.me = idOf(state.me);
    this.members = new Map(state.members.map((member) => [member.id, member]));
    Object.assign(this, {
      guild: state.guild ?? NO_GUILD,
      roles: state.roles ?? state.guild?.roles ?? [],
      channels: state.channels,
      dms: state.dms ?? [],
      commands: state.commands ?? [],
      bot: state.bot,
      tray: state.tray ?? [],
      guide: state.guide ?? null,
      messages: new Map(Object.entries(state.messages ?? {}).map(([id, list]) => [id, [...list]])),
    });
    if (changed) this.unread = new Map();
    this.setClock(state.now);
    this.#emit("state", { viewerChanged: changed });
  }

  changed(name, fields) {
    Object.assign(this, fields);
    this.#emit(name);
  }

  putMessage(kind, message) {
    const list = this.messagesIn(message.channel_id);
    const at = list.findIndex((one) => one.id === message.id);
    if (at >= 0) list[at] = message;
    else list.push(message);
    list.sort((one, other) => compareIds(one.id, other.id));
    this.messages.set(message.channel_id, list);
    if (at < 0) this.#countUnread(message);
    this.#emit("message", { kind: at < 0 ? "created" : kind, message });
  }

  dropMessage({ channel_id: channelId, id }) {
    const list = this.messagesIn(channelId).filter((one) => one.id !== id);
    this.messages.set(channelId, list);
    this.#emit("message", { kind: "deleted", message: { id, channel_id: channelId } });
  }

  #countUnread(message) {
    const looking =
      message.channel_id === this.openChannel && document.visibilityState === "visible";
    if (looking || message.author?.id === this.me) return;
    const count = this.unread.get(message.channel_id) ?? { messages: 0, pings: 0 };
    count.messages += 1;
    if (this.calls(message)) count.pings += 1;
    this.unread.set(message.channel_id, count);
    this.#emit("unread");
  }

  #emit(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** Orders snowflakes, which are too long for a number. */
export function compareIds(one, other) {
  return one.length - other.length || (one < other ? -1 : Number(one > other));
}

/** Whether a flag of a message is set. */
export function hasFlag(message, flag) {
  return ((message.flags ?? 0) & flag) !== 0;
}

function isThread(channel) {
  return THREAD_TYPES.has(channel.type);
}

/** "#clips", a thread's name, or the other person of a DM. */
export function channelLabel(channel, world) {
  if (channel.type === 1) {
    const other = (channel.recipients ?? []).find((user) => user.id !== world.me);
    return other ? world.nameOf(other) : (channel.name ?? world.bot.username);
  }
  return isThread(channel) ? channel.name : `#${channel.name}`;
}

const HANDLERS = {
  state: (world, event) => world.replaceState(event),
  message_created: (world, event) => world.putMessage("created", event.message),
  message_updated: (world, event) => world.putMessage("updated", event.message),
  message_deleted: (world, event) => world.dropMessage(event),
  commands: (world, event) => world.changed("commands", { commands: event.commands }),
  bot: (world, event) => world.changed("bot", { bot: { ...world.bot, online: event.online } }),
  channels: (world, event) => {
    world.changed("channels", { channels: event.channels, dms: event.dms ?? world.dms });
  },
  clock: (world, event) => world.setClock(event.now),
  backstage: (world, { tray, guide }) => world.changed("backstage", { tray, guide }),
};

function idOf(me) {
  return typeof me === "object" && me !== null ? me.id : me;
}
