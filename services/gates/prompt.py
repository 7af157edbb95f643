"""Can the text be read at all? Empty, too long, or holding what nobody can see."""

import unicodedata

from domain.refusals import PromptEmpty, PromptTooLong, PromptUnreadable, Refusal
from domain.shot import LONGEST_PROMPT

_LINE_CHARACTERS = frozenset("\n\r\t\x85\u2028\u2029")
_JOINERS = frozenset("\u200c\u200d")  # Persian and Indic words, and emoji made of several
_MARKS = frozenset("\u200e\u200f\u061c")  # direction marks of Hebrew and Arabic keyboards
_SOFT_HYPHEN = "\u00ad"  # comes along with text copied from web pages
_SELECTORS = frozenset(
    chr(c) for c in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), *range(0x180B, 0x180E))
)
#: Regional flags: a black flag, then tags, the last of which ends it (UTS #51, emoji tag sequence).
_BLACK_FLAG = "\U0001f3f4"
_TAGS = frozenset(chr(c) for c in range(0xE0020, 0xE0080))
_MOST_TAGS = 8
#: Letters and signs of other categories that draw nothing.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_MAY_STAND_ALONE = _JOINERS | _MARKS | _SELECTORS | {_SOFT_HYPHEN}


def check_prompt(prompt: str, *, has_picture: bool) -> Refusal | None:
    """Refuse a prompt that is empty (a picture may go without), too long or partly invisible.

    Control characters but line breaks and tabs, zero-width spaces and their like, and more than
    one joiner, mark or selector in a row are refused with the position of the first.
    """
    if len(prompt) > LONGEST_PROMPT:
        return PromptTooLong(length=len(prompt), limit=LONGEST_PROMPT)
    for index in range(len(prompt)):
        if _is_out_of_place(prompt, index):
            return PromptUnreadable(character=_called(prompt[index]), position=index + 1)
    if not has_picture and not any(map(_is_seen, prompt)):
        return PromptEmpty()
    return None


def _is_out_of_place(prompt: str, index: int) -> bool:
    character = prompt[index]
    if character in _LINE_CHARACTERS:
        return False
    if character in _TAGS:
        before = prompt[max(0, index - _MOST_TAGS) : index].rstrip("".join(_TAGS))
        return not before.endswith(_BLACK_FLAG)
    if character in _MAY_STAND_ALONE:
        # An emoji's selector and joiner do follow each other; two of the same only hide things.
        return index > 0 and _sort(prompt[index - 1]) == _sort(character)
    return character in _BLANKS or _is_control(character)


def _sort(character: str) -> str:
    kinds = {"joiner": _JOINERS, "mark": _MARKS, "selector": _SELECTORS, "hyphen": {_SOFT_HYPHEN}}
    return next((name for name, kind in kinds.items() if character in kind), character)


def _is_control(character: str) -> bool:
    """Controls, formats, lone surrogates, private use; unassigned ones may be newer emoji."""
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"}:
        return True
    return ord(character) & 0xFFFE == 0xFFFE or "\ufdd0" <= character <= "\ufdef"


def _is_seen(character: str) -> bool:
    return not (character.isspace() or character in _MAY_STAND_ALONE or character in _TAGS)


def _called(character: str) -> str:
    """A character nobody can see, by its number and name."""
    number = f"U+{ord(character):04X}"
    return f"{number} {unicodedata.name(character, '')}".rstrip()
