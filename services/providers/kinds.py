"""The kinds of engines there are adapters for, by the names the catalogue uses."""

from collections.abc import Mapping
from types import MappingProxyType

MINIMAX_V1 = "minimax-v1"
MINIMAX_V2 = "minimax-v2"
OPENAI_VIDEOS = "openai-videos"

KINDS = (MINIMAX_V1, MINIMAX_V2, OPENAI_VIDEOS)

_YES_OR_NO = (True, False)
#: What an operator may send along with every shot: the vendor's own names, and what each takes.
#: Source: platform.minimax.io, API reference, create video generation task, V1 and V2.
EXTRAS: Mapping[str, Mapping[str, tuple[bool | str, ...]]] = MappingProxyType(
    {
        MINIMAX_V1: {
            "prompt_optimizer": _YES_OR_NO,
            "fast_pretreatment": _YES_OR_NO,
            "aigc_watermark": _YES_OR_NO,
        },
        MINIMAX_V2: {
            "prompt_expansion_mode": ("disabled", "balanced", "quality"),
            "aigc_watermark": _YES_OR_NO,
        },
        OPENAI_VIDEOS: {},
    }
)
