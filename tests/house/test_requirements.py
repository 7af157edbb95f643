"""The pinned requirements: whole, hashed, the same everywhere, and what the code really imports."""

import re
import sys

import pytest

from tests.house.source import ROOMS, ROOT, imports, parse, python_files

PAIRS = ("requirements", "requirements-dev")
PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==([^ ;\\]+)", re.MULTILINE)
# Where the name to import is not the name to install.
DISTRIBUTION = {
    "PIL": "pillow",
    "cv2": "opencv-python-headless",
    "discord": "discord-py",
    "dotenv": "python-dotenv",
    "pi_heif": "pi-heif",
    "pydantic_core": "pydantic-core",
}
OURS = {"bot", "checking", "offline", *ROOMS}
# Judges of the stand-ins that only their tests load.
FOR_TESTS = {
    ROOT / "sandbox" / "discord" / "judge" / name for name in ("misfits.py", "specification.py")
}


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def wanted(stem: str) -> set[str]:
    """The names in a short file, as the index spells them."""
    lines = (re.split("[#;]", line)[0].strip() for line in text(f"{stem}.in").splitlines())
    return {
        re.sub(r"[-_.]+", "-", line).lower() for line in lines if line and not line.startswith("-")
    }


def pins(stem: str) -> dict[str, set[str]]:
    """Every pinned package with its versions."""
    found: dict[str, set[str]] = {}
    for name, version in PIN.findall(text(f"{stem}.txt")):
        found.setdefault(name, set()).add(version)
    return found


@pytest.mark.parametrize("stem", PAIRS)
def test_every_pin_has_a_hash(stem):
    """pip can install the file with --require-hashes: each entry names at least one."""
    entries = re.split(r"\n(?=[a-z0-9])", text(f"{stem}.txt"))
    entries = [entry for entry in entries if PIN.match(entry)]
    assert len(entries) > 10
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("stem", PAIRS)
def test_no_place_is_named(stem):
    """The files name packages, not where somebody got them, nor who compiled them where."""
    for suffix in ("in", "txt"):
        assert not re.search(
            r"://|--(extra-)?index|--find-links|@ file| /", text(f"{stem}.{suffix}")
        )


@pytest.mark.parametrize("stem", PAIRS)
def test_short_file_and_pins_agree(stem):
    """What the short file asks for is pinned, and each pin is asked for by something."""
    assert wanted(stem) <= set(pins(stem))
    orphans = [
        entry.split("==")[0]
        for entry in re.split(r"\n(?=[a-z0-9])", text(f"{stem}.txt"))
        if PIN.match(entry) and "# via" not in entry
    ]
    assert orphans == []
    asked = set(re.findall(rf"(?:# via|#  ) +-r {stem}\.in", text(f"{stem}.txt")))
    assert asked, "no pin says that it comes from the short file"


@pytest.mark.parametrize("stem", PAIRS)
def test_one_version_of_each(stem):
    """What is tested on one Python is what another one gets: no package has two versions."""
    assert {name: found for name, found in pins(stem).items() if len(found) > 1} == {}


def test_tests_run_what_the_bot_runs():
    """Every package of the bot has the same version where its tests run."""
    runtime, dev = pins("requirements"), pins("requirements-dev")
    assert {
        name: (found, dev.get(name)) for name, found in runtime.items() if dev.get(name) != found
    } == {}


def test_every_import_is_asked_for():
    """What our code imports stands in the short file of those who run it, not by luck."""
    parts = {"pydantic", "pydantic-core", "yarl"}  # of pydantic-settings and of aiohttp
    runtime = wanted("requirements") | parts
    missing = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in python_files()
        if path.relative_to(ROOT).parts[0] != "bench" and path not in FOR_TESTS
        for name, _ in imports(parse(path))
        if (top := name.partition(".")[0]) not in OURS | sys.stdlib_module_names
        and DISTRIBUTION.get(top, top.replace("_", "-")) not in runtime
    }
    assert missing == set()


def test_what_is_for_tests_stays_there():
    """Nothing that the bot or the demo loads imports a module whose packages only tests have."""
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in FOR_TESTS}
    importers = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in python_files()
        if path not in FOR_TESTS
        for name, _ in imports(parse(path))
        if any(name == module or name.startswith(module + ".") for module in modules)
    }
    assert importers == set()
    assert all(path.exists() for path in FOR_TESTS)
