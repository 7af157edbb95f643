"""What people type and hand in by mistake or in mischief: a clear sentence, and nothing charged."""

import io
import re
import struct
import zlib
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio
from PIL import Image

from sandbox.discord.driver.views import MessageView
from sandbox.discord.shapes import Upload
from sandbox.stage import GENEROUS
from tests.acceptance.conftest import Play, open_play

pytestmark = pytest.mark.asyncio(loop_scope="module")

FREE = "Nothing was charged."
#: Markdown that would act: what stands unescaped in the text.
ACTING = re.compile(r"(?<!\\)[*_~`|<>\[\]#]|(?<!\\)@|https?:")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def it(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Play]:
    """One bot for all of these; ana has made her first clip."""
    folder = tmp_path_factory.mktemp("bad_input")
    async with open_play(folder, knobs=GENEROUS) as play:
        await play.agree("ana")
        await done(play, 1)
        yield play


async def done(it: Play, count: int) -> MessageView:
    """Wait until so many clips stand posted and no card stands any more; the newest clip."""
    clip = await it.clip(count)
    bot_id = it.discord.world.bot.id
    await it.discord.until(
        lambda: all(m.has_video for m in it.discord.messages("clips") if m.author_id == bot_id)
    )
    return clip


def standing(it: Play) -> tuple[object, ...]:
    """Everything that a refused request must leave as it was."""
    public = len(it.discord.messages("clips"))
    return it.jobs(), it.taken(), it.minimax.counters.submits, sorted(it.files()), public


TYPED = {
    "nothing but spaces": ({"prompt": "   "}, "nothing to film yet"),
    "a camera alone": ({"prompt": "", "camera": "truck left"}, "nothing to film yet"),
    "2,001 characters": ({"prompt": "x" * 2001}, "2,001 characters"),
    "2,000 and a camera": ({"prompt": "x" * 2000, "camera": "push in"}, "camera included"),
    "a control character": ({"prompt": "a\x07b"}, "character number 2: U+0007"),
    "a zero-width space": ({"prompt": "fox\u200brun"}, "number 4: U+200B ZERO WIDTH SPACE"),
    "a camera that is none": ({"prompt": "a", "camera": "track lefft"}, "not a camera movement"),
    "a model that is none": ({"prompt": "a", "model": "Sora"}, 'no model called "Sora"'),
}


@pytest.mark.parametrize(("options", "says"), TYPED.values(), ids=TYPED)
async def test_what_can_not_be_filmed_is_said_and_costs_nothing(
    it: Play, options: dict[str, str], says: str
) -> None:
    """The refusal is private, names what is wrong, and leaves no trace of any kind."""
    before = standing(it)
    answer = await it.ask("ana", **options)
    assert answer.ephemeral
    assert says in answer.text
    assert answer.text.endswith(FREE)
    assert standing(it) == before


def _saved(picture: Image.Image, kind: str, **how: object) -> bytes:
    data = io.BytesIO()
    picture.save(data, kind, **how)
    return data.getvalue()


def a_text() -> bytes:
    return b"Dear bot, I am a picture, I promise."


def one_pixel() -> bytes:
    return _saved(Image.new("RGB", (1, 1)), "PNG")


def a_bomb() -> bytes:
    """A PNG of 20,000 × 20,000 pixels in 50 kB, which would unpack to 50 MB of nothing."""
    side = 20_000
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(side // 8 + 1)) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def a_cut_jpeg() -> bytes:
    return _saved(Image.effect_noise((640, 480), 60).convert("RGB"), "JPEG")[:9_000]


HANDED = {
    "a text called .png": (a_text, "isn't a picture, whatever its name says"),
    "one pixel": (one_pixel, "is 1 × 1 pixels; the shorter side needs 301"),
    "a PNG bomb": (a_bomb, "is 20,000 × 20,000 pixels; up to 64 million"),
    "a cut JPEG": (a_cut_jpeg, "is damaged or cut off"),
}


@pytest.mark.parametrize("option", ["image", "subject"])
@pytest.mark.parametrize(("make", "says"), HANDED.values(), ids=HANDED)
async def test_a_picture_that_is_none_is_said_and_costs_nothing(
    it: Play, make: Callable[[], bytes], says: str, option: str
) -> None:
    """The picture is named with what is wrong with it; its bytes are not kept."""
    before = standing(it)
    answer = await it.ask("ana", "it moves", **{option: Upload("sea.png", make(), "image/png")})
    assert "sea.png" in answer.text
    assert says in answer.text
    assert answer.text.endswith(FREE)
    assert [button["label"] for button in answer.buttons()] == ["Edit"]
    assert standing(it) == before


async def test_a_moving_gif_begins_with_its_first_frame(it: Play) -> None:
    """What was done to the picture is said before anything is charged; then the clip is made."""
    frames = [Image.new("RGB", (640, 480), (40 * number, 20, 90)) for number in range(5)]
    gif = _saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    taken, clips = it.taken(), len(it.discord.clips)
    answer = await it.ask("ana", "it moves", image=Upload("sea.gif", gif, "image/gif"))
    assert "moves (5 frames); I took the first one." in answer.text
    assert "Nothing is charged yet." in answer.text
    assert it.taken() == taken
    await it.discord.member("ana").press(answer, "Make it for 3 credits")
    await done(it, clips + 1)
    [image] = it.minimax.received[-1].images
    assert (image.mime, image.width, image.height) == ("image/png", 640, 480)


INERT = {
    "emoji alone": "🔥🏠👩\u200d👩\u200d👧",
    "links": "see https://evil.example [click](https://evil.example) <https://evil.example>",
    "headings": "# Big\n## two\n> quote\n-# small\n- list\n1. number",
    "code fences": "```py\nprint(1)\n``` and `code`",
    "marks": "**bold** __under__ ~~out~~ ||hidden|| *slant* _slant_ \\",
    "times, commands, invites": "<t:0:R> </video:123456789012345678> discord.gg/abc <:fox:42>",
    "right to left": "abc \u05d0\u05d1\u05d2 [x](y)",
}


@pytest.mark.parametrize("prompt", INERT.values(), ids=INERT)
async def test_what_only_looks_dangerous_is_made_and_shown_inert(it: Play, prompt: str) -> None:
    """The clip is made of the words as typed; wherever they are shown, nothing in them acts."""
    answer, card, clip = await _made(it, prompt)
    for text in (_quoted(answer), _quoted(card), _quoted(clip)):
        assert not ACTING.search(text)
    assert not clip.embeds
    assert clip.pings == {it.discord.member("ana").id}
    assert not card.pings


async def test_mentions_become_names_and_ping_nobody(it: Play) -> None:
    """People, roles, channels and everyone are read as names, by the service and by people."""
    ben = it.discord.member("ben")
    guild = next(iter(it.discord.world.guilds))
    channel = it.discord.messages("clips")[0].channel_id
    prompt = f"<@{ben.id}> <@!{ben.id}> in <#{channel}> of <@&{guild}> @everyone @here <@1>"
    answer, card, clip = await _made(it, prompt)
    read = "@Ben @Ben in #clips of @everyone @everyone @here @someone"
    assert it.minimax.received[-1].prompt == read
    shown = re.sub(r"([@#])", r"\\\1", read)
    assert (_quoted(answer), _quoted(card), _quoted(clip)) == (shown, shown, shown)
    assert clip.pings == {it.discord.member("ana").id}
    assert not card.pings
    assert not answer.pings


async def test_nothing_is_left_behind(it: Play) -> None:
    """After all of this the books prove, every shot is made, and the bot complained of nothing."""
    await it.discord.until(lambda: len(it.discord.clips) == it.minimax.counters.accepted)
    await it.settled()
    assert set(it.jobs()) == {"succeeded"}
    assert it.proof() == []
    assert list((it.folder / "data" / "files" / "aside").iterdir()) == []
    log = it.stage.bot.log_path.read_text()
    assert "Traceback" not in log
    assert "incident" not in log


async def _made(it: Play, prompt: str) -> tuple[MessageView, MessageView, MessageView]:
    """Private answer, card and clip of a prompt that passes."""
    clips, seen = len(it.discord.clips), it.discord.messages("clips")[-1].id
    answer = await it.ask("ana", prompt)
    assert answer.text.startswith("Your shot is in: "), answer.text
    code = answer.text.splitlines()[0].strip("*").split("**")[1]
    clip = await done(it, clips + 1)
    assert clip.text.endswith(code)
    cards = [m for m in _all_public(it) if m.id > seen and "is making a clip" in m.text]
    assert len(cards) == 1
    return answer, cards[0], clip


def _all_public(it: Play) -> list[MessageView]:
    """Every message of the bot in #clips, removed ones too."""
    sent = it.discord.world.bot.id
    views = (it.discord.message(number) for number in list(it.discord.world.messages))
    return [view for view in views if view.author_id == sent and not view.ephemeral]


def _quoted(message: MessageView) -> str:
    """The prompt as a message shows it."""
    [line] = [line for line in message.text.splitlines() if line.startswith('"')]
    return line[1 : line.rindex('"')]
