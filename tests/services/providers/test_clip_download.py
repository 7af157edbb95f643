"""Fetching a clip: fresh links, redirects, cuts, and links that are none."""

from pathlib import Path

import pytest
from yarl import URL

from services.providers.base import (
    Meaning,
)
from services.providers.clip_download import DownloadRules
from services.providers.minimax_v1 import MiniMaxV1
from tests.services.providers.account import again, everything_said, refusal
from tests.services.providers.scripted_engine import (
    Cut,
    Reply,
    ScriptedEngine,
    http,
    said,
)

CLIP = bytes(range(256)) * 3000


def retrieve(link: object, **more: object) -> bytes:
    return said(0, file={"file_id": 1, "bytes": 0, "download_url": link, **more})


async def test_a_download_asks_for_a_fresh_link_and_leaves_the_key_at_home(
    minimax: MiniMaxV1, engine: ScriptedEngine, tmp_path: Path
) -> None:
    """Link, redirect, bytes: the file is exact, and only the retrieve carried the key."""
    link = f"{engine.url}/signed%2Fpath/clip.mp4?Expires=17&Signature=a%2Fb%2Bc=+x"
    engine.script = [
        retrieve(link),
        http(302, b"", {"Location": "/moved/clip.mp4?sig=%2F"}),
        http(200, CLIP, {"Content-Type": "text/plain"}),
    ]
    await minimax.download("1768", tmp_path / "clip.part")
    assert (tmp_path / "clip.part").read_bytes() == CLIP
    assert [seen.target for seen in engine.seen] == [
        "/v1/files/retrieve?file_id=1768",
        "/signed%2Fpath/clip.mp4?Expires=17&Signature=a%2Fb%2Bc=+x",
        "/moved/clip.mp4?sig=%2F",
    ]
    assert ["authorization" in seen.headers for seen in engine.seen] == [True, False, False]


async def test_the_backup_link_is_tried(
    minimax: MiniMaxV1, engine: ScriptedEngine, tmp_path: Path
) -> None:
    """When the first link breaks off, the second one gives the whole clip."""
    engine.script = [
        retrieve(f"{engine.url}/a", backup_download_url=f"{engine.url}/b"),
        Cut(http(200, CLIP)[:-1000]),
        http(200, CLIP),
    ]
    await minimax.download("1", tmp_path / "clip.part")
    assert (tmp_path / "clip.part").read_bytes() == CLIP


@pytest.mark.parametrize(
    ("reply", "meaning"),
    [
        (http(403, b"expired"), Meaning.UNAVAILABLE),
        (http(404), Meaning.UNAVAILABLE),
        (http(429), Meaning.BUSY),
        (http(500), Meaning.UNAVAILABLE),
        (http(200), Meaning.UNAVAILABLE),
        (http(302), Meaning.UNAVAILABLE),
        (http(302, b"", {"Location": "/again"}), Meaning.UNAVAILABLE),
        (http(302, b"", {"Location": "ftp://host/clip"}), Meaning.UNAVAILABLE),
        (http(302, b"", {"Location": "http://[oops"}), Meaning.UNAVAILABLE),
        (Cut(http(200, CLIP)[:-1]), Meaning.UNAVAILABLE),
        (Cut(), Meaning.UNAVAILABLE),
    ],
    ids=[
        "expired",
        "gone",
        "limit",
        "broken",
        "empty",
        "nowhere",
        "in circles",
        "to ftp",
        "to nonsense",
        "cut short",
        "cut",
    ],
)
async def test_trouble_with_the_link(
    minimax: MiniMaxV1, engine: ScriptedEngine, reply: Reply, meaning: Meaning, tmp_path: Path
) -> None:
    """A clip that does not come whole is fetched again later, and the link is never shown."""
    engine.script = [retrieve(f"{engine.url}/clip?Signature=secret"), reply]
    error = await refusal(minimax.download("1", tmp_path / "clip.part"))
    assert error.meaning is meaning
    assert error.trace_id == "trace-7"
    assert "secret" not in await everything_said(again(error))


@pytest.mark.parametrize(
    "link",
    [
        "",
        None,
        7,
        ["x"],
        "file:///etc/passwd",
        "ftp://h/x",
        "//host/x",
        "clip.mp4",
        "https://",
        "https://a..b/x",
        "http://\ud800/",
        "https://h:99999/x",
        "https://h:x/",
        "javascript:1",
        "http://192.0.2.1:81/x",
        "https://[::1",
        "data:video/mp4;base64,AAAA",
        "http:// /",
        "https://user:pw@\r\nHost: x/",
        "https://" + "a" * 300 + ".invalid/",
    ],
)
async def test_links_that_are_none(
    minimax: MiniMaxV1, engine: ScriptedEngine, link: object, tmp_path: Path
) -> None:
    """A link that is missing, unprotected or no web address is not followed."""
    engine.script = [retrieve(link)]
    error = await refusal(minimax.download("1", tmp_path / "clip.part"))
    assert error.meaning is Meaning.UNAVAILABLE
    assert len(engine.seen) == 1


async def test_a_full_disk_is_not_the_engines_fault(
    minimax: MiniMaxV1, engine: ScriptedEngine
) -> None:
    """A disk that takes no more raises its own error."""
    engine.script = [retrieve(f"{engine.url}/clip"), http(200, CLIP)]
    with pytest.raises(OSError, match="No space left on device"):
        await minimax.download("1", Path("/dev/full"))


@pytest.mark.parametrize(
    ("link", "allowed"),
    [
        ("http://gpu.lan:30000/v1/videos/9/content", True),
        ("http://gpu.lan:30001/clip", False),
        ("http://gpu.lan/clip", False),
        ("http://cdn.example:30000/clip", False),
        ("http://127.0.0.1:30000/clip", False),
    ],
)
def test_plain_http_is_for_the_engine_that_was_named(link: str, allowed: bool) -> None:
    """An engine that may be reached unprotected opens no such way to anywhere else."""
    rules = DownloadRules(silence_s=1, total_s=1, plain_origin=URL("http://gpu.lan:30000"))
    assert rules.allow_plain(URL(link)) is allowed
