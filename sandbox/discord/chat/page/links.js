/** What the marks in a message point at: people, roles, channels, messages, commands, times. */

import { channelLabel } from "/page/world.js";

/**
 * The lookups that `markdown-inline.js` asks for, for the marks in one message (`{}` for none).
 * `go` is `{channel(id), message(channelId, id), command(name)}`.
 */
export function linksFor(message, world, go) {
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
    onChannel: go.channel,
    onMessage: go.message,
    onCommand: go.command,
  };
}
