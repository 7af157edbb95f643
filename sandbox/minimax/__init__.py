"""A stand-in for MiniMax's video APIs over real sockets: V1, V2 and `/v1/videos`.

Clips are drawn, money is play.
"""
