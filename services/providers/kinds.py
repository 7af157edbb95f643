"""The kinds of engines there are adapters for, by the names the catalogue uses."""

MINIMAX_V1 = "minimax-v1"
MINIMAX_V2 = "minimax-v2"
OPENAI_VIDEOS = "openai-videos"

KINDS = (MINIMAX_V1, MINIMAX_V2, OPENAI_VIDEOS)
