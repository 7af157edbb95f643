"""Nothing in the repository names the machine or the place it was made on."""

import re

import pytest

from tests.house.source import ROOT, tracked_files

# Written so that none of these patterns matches its own line.
PLACES = {
    "a folder of one machine": r"(?<![\w.])/(?:[w]ork|[r]oot|[h]ome/\w+|[U]sers/\w+|[o]pt)/",
    "a drive of one machine": r"\b[C]:\\\\?Users",
    "a package registry": r"[p]ypi\.org|[p]ythonhosted\.org|[n]pmjs\.\w+|[d]eb\.debian\.org",
}
BINARY = {".png", ".jpg", ".webp", ".gif", ".mp4", ".ico", ".woff2"}


@pytest.mark.parametrize("what", PLACES)
def test_no_file_names(what):
    """No tracked file names such a place."""
    pattern = re.compile(PLACES[what])
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in tracked_files()
        if path.suffix not in BINARY
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a folder of one machine", "open('/" + "work/main/x')"),
        ("a folder of one machine", "cd /" + "home/ana/greenlight"),
        ("a package registry", "https://" + "pypi" + ".org/simple"),
    ],
)
def test_a_planted_one_is_found(what, line):
    """The patterns see what they are for."""
    assert re.search(PLACES[what], line)
