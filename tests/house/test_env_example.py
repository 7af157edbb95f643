"""`.env.example` describes every setting, and nothing else."""

import re

import pytest

from services.settings import VARIABLES, Settings, load_settings
from tests.house.source import ROOT

TEXT = (ROOT / ".env.example").read_text(encoding="utf-8")
LINE = re.compile(r"^(#?)([A-Z][A-Z0-9_]*)=(.*)$", re.MULTILINE)
BOTH = {"DISCORD_TOKEN": "t", "MINIMAX_API_KEY": "k"}


def test_it_names_each_setting_once():
    """Every setting stands there once, and every name there is a setting."""
    named = [name for _, name, _ in LINE.findall(TEXT)]
    assert sorted(named) == sorted(VARIABLES)


@pytest.mark.parametrize("name", VARIABLES)
def test_each_is_described(name):
    """A comment stands above every setting (or above the group it belongs to)."""
    line = re.compile(rf"^#?{name}=", re.MULTILINE)
    block = next(part for part in TEXT.split("\n\n") if line.search(part))
    assert re.match(r"# [A-Z]", block), f"{name} has no description"


def test_only_the_keys_must_be_filled_in():
    """What must be set is open and empty; everything else is a comment."""
    open_names = {name: value for mark, name, value in LINE.findall(TEXT) if not mark}
    assert open_names == {"DISCORD_TOKEN": "", "MINIMAX_API_KEY": ""}


def test_the_defaults_shown_are_the_defaults():
    """With every line switched on as it stands, the settings are what they are without it."""
    shown = {name: value for _, name, value in LINE.findall(TEXT)}
    assert load_settings({**shown, **BOTH}, None) == load_settings(BOTH, None)


def test_a_copy_with_two_keys_works(tmp_path):
    """Copied and given its two keys, the file is a good .env."""
    file = tmp_path / ".env"
    keys = re.compile(r"^(DISCORD_TOKEN|MINIMAX_API_KEY)=$", re.MULTILINE)
    file.write_text(keys.sub(r"\1=x", TEXT))
    assert isinstance(load_settings({}, file), Settings)
