"""The word gate: what a PG-13 server does not have filmed."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import product
from pathlib import Path

from domain.refusals import WordsRefused
from services.gates.folding import Folded, fold

#: The rule whose breach goes straight to staff: sexual content with minors.
MINORS = "minors"
SEXUAL = "sexual"

_LIST = Path(__file__).with_name("words.toml")
#: Never said back, so that nobody learns the list by it.
_NEVER_REPEATED = frozenset({MINORS, SEXUAL})
#: What stands for a letter in disguise. A star may hide any vowel.
_DISGUISES = {
    "a": "a4@*",
    "b": "b8",
    "e": "e3*",
    "g": "g9",
    "i": "i1!|*",
    "l": "l1|",
    "o": "o0*",
    "s": "s5$",
    "t": "t7",
    "u": "uv*",
    "z": "z2",
}
#: A match with fewer letters than this part is a number or a name: 455, A55.
_LEAST_LETTERS = 0.4
_NOT_A_LETTER = "[^a-z0-9]*"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordGate:
    """A list of words made ready. `rules` are looked at in their order; `pass_` before them."""

    pass_: re.Pattern[str]
    rules: tuple[tuple[str, re.Pattern[str]], ...]
    minors: re.Pattern[str]
    suggestive: re.Pattern[str]

    @classmethod
    @cache
    def load(cls) -> "WordGate":
        """The starter list, from words.toml; made ready once in a process."""
        lists = tomllib.loads(_LIST.read_text(encoding="utf-8"))
        rules = (MINORS, SEXUAL, "violence", "hate", "self_harm")
        return cls(
            pass_=_pattern(lists["pass"]),
            rules=tuple((rule, _pattern(lists[rule]["words"])) for rule in rules),
            minors=_pattern(lists[MINORS]["people"]),
            suggestive=_pattern(lists[MINORS]["suggestive"]),
        )

    def check(self, prompt: str) -> WordsRefused | None:
        """The first rule a prompt meets, with the phrase as typed where it may be repeated."""
        folded = fold(prompt)
        folded = folded.without([found.span() for found in self.pass_.finditer(folded.text)])
        with_minors = _find(self.minors, folded) is not None
        if with_minors and _find(self.suggestive, folded):
            return WordsRefused(rule=MINORS, phrase="")
        for rule, words in self.rules:
            if found := _find(words, folded):
                if rule in _NEVER_REPEATED:
                    return WordsRefused(rule=MINORS if with_minors else rule, phrase="")
                return WordsRefused(rule=rule, phrase=folded.typed(prompt, *found.span()))
        return None


def _find(words: re.Pattern[str], folded: Folded) -> re.Match[str] | None:
    return next(filter(_is_a_word, words.finditer(folded.text)), None)


def _is_a_word(found: re.Match[str]) -> bool:
    visible = [c for c in found[0] if not c.isspace()]
    return sum(c.isalpha() for c in visible) >= _LEAST_LETTERS * len(visible)


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """One expression for many phrases, each as whole words. Longer ones are preferred."""
    every = sorted({one for phrase in phrases for one in _spelt(phrase)}, key=len, reverse=True)
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(_phrase, every))})(?![a-z0-9])")


def _spelt(phrase: str) -> Iterable[str]:
    """`bare/big tree` → `bare tree`, `big tree`."""
    choices = [word.split("/") for word in phrase.replace("-", " ").split()]
    return map(" ".join, product(*choices))


def _phrase(phrase: str) -> str:
    words = phrase.split()
    return _NOT_A_LETTER.join(map(partial(_word, last=len(words) - 1), range(len(words)), words))


def _word(index: int, word: str, last: int) -> str:
    letters = "".join(map(_letter, _runs(word.removesuffix("*"))))
    if word.endswith("*"):
        return letters + "[a-z]*"
    return letters + "(?:[s5$]|[e3][s5$])?" if index == last else letters


def _letter(run: str) -> str:
    """A letter, disguised or stretched; a doubled one must come at least twice."""
    choices = re.escape(_DISGUISES.get(run[0], run[0]))
    return f"[{choices}]" + (f"{{{len(run)},}}" if len(run) > 1 else "+")


def _runs(word: str) -> Sequence[str]:
    return [found[0] for found in re.finditer(r"(.)\1*", word)]
