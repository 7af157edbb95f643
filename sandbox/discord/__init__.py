"""A strict stand-in for Discord, to which an unmodified client library connects over sockets."""
