"""Stand-ins for Discord and MiniMax on this machine, over real sockets."""
