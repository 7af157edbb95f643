"""Taking words out of a text so that what stays still reads well."""

import functools
from collections.abc import Sequence

_STOPS = tuple(".,;:!?…)]}”’。，！？")
# What is left at the beginning of a line whose first words were taken out.
_LEFT_OVER = " \t\r\n,;:."


def without(text: str, places: Sequence[tuple[int, int]]) -> str:
    """The text as if nothing had ever stood in those places, the gaps closed.

    `places` are pairs of where one begins and where it ends, in order and apart.
    """
    begins = (0, *(end for _, end in places))
    ends = (*(begin for begin, _ in places), len(text))
    pieces = (text[begin:end] for begin, end in zip(begins, ends, strict=True))
    return functools.reduce(_closed_up, pieces)


def _closed_up(before: str, after: str) -> str:
    """Two pieces with the gap between them closed: one space, none before a stop."""
    before, after = before.rstrip(" \t"), after.lstrip(" \t")
    if not before or before[-1].isspace():
        return before + after.lstrip(_LEFT_OVER)
    if after.startswith(_STOPS):
        return before.rstrip(",;:") + after
    return before + after if not after or after[0].isspace() else f"{before} {after}"
