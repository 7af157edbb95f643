"""A stand-in for the MiniMax video API (V1) over real sockets. Clips are drawn, money is play."""
