"""Text folded for matching words, with the way back to what was typed.

Accents, case, letter swaps by look-alikes, stretched and spelt-out words are undone; what folds
to nothing (zero-width characters) disappears.
"""

import re
import unicodedata
from dataclasses import dataclass

#: Letters of other scripts that look like Latin ones; undone only beside Latin letters.
_LOOK_ALIKES = str.maketrans(
    "абвгдеёзіїјкӏмнопрстухѕһԁԛԝαβεηικνορτυχω",
    "a6brdee3iijklmhonpctyxshdqwabenikvoptuxw",
)
_MOST_REPEATS = 3
#: Three or more single letters with anything between them: a word spelt out.
_SPELT_OUT = re.compile(
    r"(?<![^\W_])(?:[^\W_]|[$@!|])(?:[\s._*~-]{1,3}(?:[^\W_]|[$@!|])){2,}(?![^\W_])"
)
_WORD = re.compile(r"[^\W_]+")
_LATIN = re.compile(r"[a-z]")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` to search in; `origin[i]` is where its i-th character stood in what was typed."""

    text: str
    origin: tuple[int, ...]

    def typed(self, prompt: str, start: int, end: int) -> str:
        """What was typed where `text[start:end]` now stands."""
        return prompt[self.origin[start] : self.origin[end - 1] + 1]

    def without(self, spans: list[tuple[int, int]]) -> "Folded":
        """The same with some stretches blanked out, all positions kept."""
        characters = list(self.text)
        for start, end in spans:
            characters[start:end] = "\n" * (end - start)
        return Folded("".join(characters), self.origin)


def fold(prompt: str) -> Folded:
    """Fold a prompt, characters first and then whole words."""
    pairs = [(folded, index) for index, typed in enumerate(prompt) for folded in _plain(typed)]
    pairs = _without_long_repeats(pairs)
    text = _latin("".join(character for character, _ in pairs))
    kept = _together(text)
    return Folded("".join(text[i] for i in kept), tuple(pairs[i][1] for i in kept))


def _plain(character: str) -> str:
    """One character without case, accent and width; nothing for one that draws nothing."""
    parts = unicodedata.normalize("NFKD", character).casefold()
    return "".join(c for c in parts if unicodedata.category(c) not in {"Mn", "Me", "Cf"})


def _without_long_repeats(pairs: list[tuple[str, int]]) -> list[tuple[str, int]]:
    kept: list[tuple[str, int]] = []
    for pair in pairs:
        if len(kept) < _MOST_REPEATS or any(p[0] != pair[0] for p in kept[-_MOST_REPEATS:]):
            kept.append(pair)
    return kept


def _latin(text: str) -> str:
    """Words of mixed scripts in Latin letters. The length stays the same."""

    def one(found: re.Match[str]) -> str:
        return found[0].translate(_LOOK_ALIKES) if _LATIN.search(found[0]) else found[0]

    return _WORD.sub(one, text)


def _together(text: str) -> list[int]:
    """The positions that stay when spelt-out words are written together."""
    dropped: set[int] = set()
    for found in _SPELT_OUT.finditer(text):
        for index in range(*found.span()):
            if text[index].isspace() or text[index] in "._*~-":
                dropped.add(index)
    return [index for index in range(len(text)) if index not in dropped]
