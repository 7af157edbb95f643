"""The word gate: what it refuses, in which disguise, and what it must let pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gates.folding import fold
from services.gates.words import MINORS, WordGate

GATE = WordGate.load()

INNOCENT = """
a red lighthouse in a storm, waves over the rocks
Scunthorpe United wins the cup
a bunch of grapes on a table
assassin's creed, a hooded man on a roof
a cocktail bar at night
a bloody mary with celery
a child flying a kite, children laughing
a girl in a red coat and a boy with a dog
a kid in a park with a baby goat
Moby Dick breaks the surface
pussy willow in spring
Essex, Sussex and Middlesex from above
455 soldiers march
a Galaxy A55 phone on a desk
an analyst reads the data
blue tits in the snow and a long-tailed tit
a naked mole rat
seen with the naked eye
the naked gun, a parody
a nude lipstick ad
a same-sex couple dancing
a rapeseed field, rape flowers in the wind
Al Gore speaks about ice
a Gore-Tex jacket in the rain
flame retardant foam
in the style of David Lynch
Suicide Squad poster
a Maine Coon cat
a chink in the armour
a therapist and a raccoon
cumulus clouds over canal boats
a classic car, bass guitar, brass band, glass
Dickens writes a document
the pen is on the table
who represents whom
sixteen-year-old oak cask
a 16 year old boy plays chess
a sexy car
the erection of a tower
a minor key, a pupil dilating
blood moon over blood oranges
100 kms of road
he cuts himself a slice of bread
a Buddhist swastika on a temple
Hancock tower, a peacock, a cockpit
a b c d e f g
3 2 1 go
[Truck left] a fox [Zoom in]
собака бежит по снегу
一只狐狸在雪地里奔跑
🦊❄️🏔️
""".strip().splitlines()

REFUSED = [
    ("a nude woman", "sexual", ""),
    ("NUDES", "sexual", ""),
    ("p0rn", "sexual", ""),
    ("n@ked man", "sexual", ""),
    ("n\u0430k\u0435d", "sexual", ""),
    ("ｎｕｄｅ", "sexual", ""),
    ("nu\u200bde", "sexual", ""),
    ("n\u00fcd\u00e9", "sexual", ""),
    ("n.u.d.e", "sexual", ""),
    ("N U D E", "sexual", ""),
    ("$ex", "sexual", ""),
    ("nuuuuuude", "sexual", ""),
    ("pornographic", "sexual", ""),
    ("f*cking her", "sexual", ""),
    ("blood everywhere!", "violence", "blood everywhere"),
    ("a storm, BLOOD  Everywhere and fog", "violence", "BLOOD  Everywhere"),
    ("g o r e on the wall", "violence", "g o r e"),
    ("GOOOORE", "violence", "GOOOORE"),
    ("a beheading scene", "violence", "beheading"),
    ("his severed head", "violence", "severed head"),
    ("heil hitler", "hate", "heil hitler"),
    ("n1gg3r", "hate", "n1gg3r"),
    ("he kills himself", "self_harm", "kills himself"),
    ("k i l l himself", "self_harm", "k i l l himself"),
    ("self-harm", "self_harm", "self-harm"),
    ("a nude child", MINORS, ""),
    ("a sexy schoolgirl", MINORS, ""),
    ("sensual, 15 year old", MINORS, ""),
    ("lolicon", MINORS, ""),
    ("t e e n in l1ngerie", MINORS, ""),
    ("gore and a naked toddler", MINORS, ""),
]


@pytest.mark.parametrize("prompt", INNOCENT)
def test_innocent_text_passes(prompt: str) -> None:
    """Words inside words, names and idioms are not what they hold."""
    assert GATE.check(prompt) is None


@pytest.mark.parametrize(("prompt", "rule", "phrase"), REFUSED)
def test_what_is_refused(prompt: str, rule: str, phrase: str) -> None:
    """Each rule is found in disguise; its phrase is as typed, and never of sex or minors."""
    refused = GATE.check(prompt)
    assert refused is not None
    assert (refused.rule, refused.phrase) == (rule, phrase)


def test_an_innocent_phrase_does_not_hide_another() -> None:
    """What passes by name lets nothing else through."""
    assert GATE.check("Al Gore covered in gore") is not None


@given(st.text(max_size=300))
def test_any_text_is_judged(prompt: str) -> None:
    """No text raises anything, and a repeated phrase was really typed."""
    refused = GATE.check(prompt)
    assert refused is None or refused.phrase in prompt


@given(st.text(max_size=200))
def test_folding_keeps_the_way_back(prompt: str) -> None:
    """Each folded character knows where it was typed, in order."""
    folded = fold(prompt)
    assert len(folded.text) == len(folded.origin)
    assert list(folded.origin) == sorted(folded.origin)
    assert all(0 <= index < len(prompt) for index in folded.origin)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("scrap", ["a", "1 ", "!|1l", "s e ", "*", "boo", "\u0301", "nude "])
def test_long_nonsense_is_judged_to_its_end(scrap: str) -> None:
    """Five times what a prompt holds: what grew with its third power would take hours."""
    GATE.check((scrap * 10_000)[:10_000])
