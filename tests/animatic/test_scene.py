"""What a prompt is read for: a world, its light and weather, one subject, and what is left over."""

from dataclasses import replace

import pytest

from animatic import read_scene
from animatic.lands import LANDS
from animatic.subjects import SUBJECTS
from animatic.words import ALSO_SHOWN, HOMES, STAND_INS, USUAL, WORLDS
from animatic.words import SUBJECTS as SUBJECT_WORDS


@pytest.mark.parametrize(
    ("prompt", "drawn", "not_drawn"),
    [
        ("an astronaut in the desert at dawn", "person desert dawn", "astronaut"),
        ("a fox in the snow", "fox forest snow", ""),
        (
            "[Truck left] two wolves run through a snowy forest at night",
            "wolf forest night snow",
            "",
        ),
        ("a cat on a window sill, rain outside", "cat room rain", "sill"),
        ("a red lighthouse in a storm", "lighthouse sea storm", ""),
        ("a woman walking down a neon street, sunset", "person city dusk", ""),
        (
            "a knight rides a white horse to a castle by day",
            "person meadow day",
            "knight horse castle",
        ),
        ("a bowl of ramen on a wooden table, midnight", "cat room night", "bowl ramen"),
        ("golden hour over a field of sunflowers", "flower meadow dusk", ""),
        ("a rocket on the moon", "rocket moon", ""),
        ("a dog at sea by day", "dog beach day", ""),
        ("a foggy harbour with ships", "ship sea fog", ""),
        ("cars on the highway, noon", "car road day", ""),
        (
            "a hovering lantern, a trumpet, a violin, a drum, a harp, a piano",
            None,
            "trumpet violin drum harp",
        ),
        ("an empty street without cars, no people, at noon", "car city day", ""),
        ("🐧❄️", "penguin meadow snow", ""),
        ("ein roter Fuchs im Wald bei Nacht", "fox forest night", ""),
        ("zwei Katzen spielen im Garten, Mittag", "cat meadow day", ""),
        ("Häuser in den Bergen, Schnee", "house mountains snow", ""),
        ("un perro en la playa al atardecer", "dog beach dusk", ""),
        ("un castillo en las montañas, niebla", "castle mountains fog", ""),
        ("une maison dans la forêt sous la neige", "house forest snow", ""),
        ("@everyone a fox <@1> <@&2> <#3> in snow, @ben", "fox forest snow", ""),
        ("<:castle:123> <a:ship:4> :tent: a dog </cat:5> <t:6:R>, day", "dog meadow day", ""),
        (
            "a cow https://horse.example/ship www.fox.example <https://a.b/c>, noon",
            "cow meadow day",
            "",
        ),
        ("un bateau sur la mer, aube", "boat sea dawn", ""),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_a_prompt_tells_what_is_drawn_and_what_is_not(prompt, drawn, not_drawn):
    """Subject, world, hour and weather are told; only things without a picture are not drawn."""
    scene = read_scene(prompt)
    if drawn is not None:
        assert scene.drawn == tuple(drawn.split())
    assert scene.not_drawn == tuple(not_drawn.split())


@pytest.mark.parametrize(
    "prompt", ["", "🦊🦊", "مدينة", "x" * 2000, "[logo] [[", "\x00", "the of a"]
)
def test_any_prompt_has_a_scene(prompt):
    """Whatever the words are, something is drawn, and it is told."""
    scene = read_scene(prompt)
    assert scene.world in LANDS
    named = [name for name in (scene.subject, scene.world) if name]
    assert list(scene.drawn[: len(named)]) == named


@pytest.mark.parametrize(
    ("prompt", "left"),
    [
        ("", ()),
        ("مدينة في الليل", ("مدينة", "الليل")),
        ("一只猫", ("一只猫",)),
        ("a bowl of ramen", ("bowl", "ramen")),
        ("red", ("red",)),
        ("@everyone", ()),
        ("rain at night", ()),
    ],
)
def test_nobody_is_made_up_where_nothing_is_recognised(prompt, left):
    """A plain place is drawn without anybody, and everything else is said not to be drawn; a
    camera that follows needs somebody, who is told."""
    scene = read_scene(prompt)
    assert scene.subject == ""
    assert scene.drawn[0] == scene.world
    assert set(left) <= set(scene.not_drawn)
    assert bool(scene.not_drawn) == bool(left)
    followed = read_scene(prompt, followed=True)
    assert followed.drawn == (followed.subject, *scene.drawn)


def test_another_take_shows_the_same_things_differently():
    """Places and light differ from take to take, what is there does not; the first is as it was."""
    first, *others = (read_scene("a fox in the snow", take=take) for take in range(5))
    assert first == read_scene("a fox in the snow")
    assert len({(scene.seed, scene.light) for scene in (first, *others)}) == 5
    for scene in others:
        assert replace(scene, seed=first.seed, light=first.light) == first


def test_the_same_words_give_the_same_scene():
    """Case, spacing and brackets change nothing; another word does."""
    scene = read_scene("a boat at sea")
    assert read_scene("[Pan left] A  BOAT\nat sea!") == scene
    assert read_scene("a boat at sea again").seed != scene.seed


@pytest.mark.parametrize(
    ("colour", "strongest"),
    [("red", 0), ("rote", 0), ("verde", 1), ("bleue", 2), ("blauer", 2)],
)
def test_a_named_colour_paints_the_subject(colour, strongest):
    """The colour's name is read in four languages."""
    paint = read_scene(f"a {colour} boat").paint
    assert paint is not None
    assert max(range(3), key=lambda part: paint[part]) == strongest


def test_rain_stays_outside_a_room():
    """In a room nothing falls through the picture; the weather is before the windows."""
    scene = read_scene("a dog in a room, rain")
    assert (scene.weather, scene.outside) == ("clear", "rain")


def test_every_word_leads_to_something_that_can_be_drawn():
    """The tables name only worlds and subjects that exist, and every subject can be asked for."""
    assert set(SUBJECT_WORDS) == set(SUBJECTS)
    assert set(WORLDS) == set(LANDS) == set(USUAL) == set(ALSO_SHOWN)
    assert set(STAND_INS) <= set(SUBJECTS)
    assert set(HOMES) <= set(LANDS)
    at_home = " ".join(HOMES.values()).split()
    assert sorted(at_home) == sorted(SUBJECTS)


@pytest.mark.parametrize("name", sorted(SUBJECT_WORDS))
def test_every_subject_is_found_by_its_words(name):
    """Each word of a subject, alone or as a plural, names it."""
    for word in SUBJECT_WORDS[name].split():
        assert read_scene(f"a {word}").subject == name, word
    first = SUBJECT_WORDS[name].split()[0]
    assert read_scene(f"many {first}s").subject == name
