"""What is refused before anything is looked at: token, route, body, size, rate."""

import asyncio
import io

from sandbox.discord.codes import Code
from sandbox.discord.world.records import MIB
from tests.sandbox.discord.raw import Got
from tests.sandbox.discord.refusals.rows import MESSAGES, Refused, asked
from tests.sandbox.discord.scene import Scene

LIMITED = ("Retry-After", "Via", "X-RateLimit-Scope")
BUCKET = (*LIMITED, "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset-After")


def _authorised(done: str, header: str) -> Refused:
    async def ask(scene: Scene) -> Got:
        return await scene.raw.ask("GET", "/users/@me", headers={"Authorization": header})

    return Refused(done=done, code=Code.UNAUTHORIZED, ask=ask)


def _body(done: str, data: bytes, kind: str = "application/json", **more: str) -> Refused:
    async def ask(scene: Scene) -> Got:
        path = f"/channels/{scene.raw.channel('clips')}/messages"
        return await scene.raw.ask("POST", path, data=data, headers={"Content-Type": kind})

    code = Code.INVALID_FORM_BODY if more else Code.INVALID_JSON
    return Refused(done=done, code=code, ask=ask, **more)


def _file(done: str, limit: int, size: int) -> Refused:
    async def ask(scene: Scene) -> Got:
        scene.discord.set_upload_limit(limit)
        path = f"/channels/{scene.raw.channel('clips')}/messages"
        return await scene.raw.post_files(path, {}, {"a.mp4": bytes(size)})

    return Refused(done=done, code=Code.REQUEST_TOO_LARGE, ask=ask)


async def _large_json(scene: Scene) -> Got:
    body = io.BytesIO(b'{"content": "' + b"x" * 3 * MIB + b'"}')
    path = f"/channels/{scene.raw.channel('clips')}/messages"
    headers = {"Content-Type": "application/json"}
    return await scene.raw.ask("POST", path, data=body, headers=headers)


async def _eleven_files(scene: Scene) -> Got:
    path = f"/channels/{scene.raw.channel('clips')}/messages"
    return await scene.raw.post_files(path, {}, {f"{n}.png": b"1" for n in range(11)})


async def _full_bucket(scene: Scene) -> Got:
    scene.discord.set_rate_limit("create_message", requests=5, seconds=60)
    for _ in range(5):
        await scene.raw.say(content="x")
    return await scene.raw.say(content="x")


async def _full_overall(scene: Scene) -> Got:
    scene.discord.set_rate_limit("get_my_user", requests=1000, seconds=1)
    asking = [scene.raw.ask("GET", "/users/@me") for _ in range(60)]
    return max(await asyncio.gather(*asking), key=lambda got: got.status)


NOWHERE = "GET /guilds/1/audit-logs"
NO_METHOD = "PUT /users/@me"

ROWS = (
    _authorised("a wrong token", "Bot wrong"),
    _authorised("no token", ""),
    _authorised("a token without Bot before it", "sandbox-bot-token"),
    Refused(
        done="a route nobody serves",
        code=Code.NOT_FOUND,
        ask=lambda scene: scene.raw.ask("GET", "/guilds/1/audit-logs"),
        provokes=NOWHERE,
    ),
    Refused(
        done="a method the route has not",
        code=Code.METHOD_NOT_ALLOWED,
        ask=lambda scene: scene.raw.ask("PUT", "/users/@me"),
        provokes=NO_METHOD,
    ),
    asked(
        "a channel that is no id",
        "GET",
        "/channels/abc",
        None,
        Code.INVALID_FORM_BODY,
        at="channel_id",
        fault="NUMBER_TYPE_COERCE",
    ),
    asked(
        "a list of 101 messages",
        "GET",
        MESSAGES + "?limit=101",
        None,
        Code.INVALID_FORM_BODY,
        at="limit",
        fault="NUMBER_TYPE_MAX",
    ),
    asked(
        "a list of no messages",
        "GET",
        MESSAGES + "?limit=0",
        None,
        Code.INVALID_FORM_BODY,
        at="limit",
        fault="NUMBER_TYPE_MIN",
    ),
    asked(
        "a list of so many messages",
        "GET",
        MESSAGES + "?limit=many",
        None,
        Code.INVALID_FORM_BODY,
        at="limit",
        fault="NUMBER_TYPE_COERCE",
    ),
    asked(
        "one archived thread a page",
        "GET",
        "/channels/{clips}/threads/archived/public?limit=1",
        None,
        Code.INVALID_FORM_BODY,
        at="limit",
        fault="NUMBER_TYPE_MIN",
    ),
    asked(
        "archived threads before no date",
        "GET",
        "/channels/{clips}/threads/archived/public?before=x",
        None,
        Code.INVALID_FORM_BODY,
        at="before",
        fault="DATE_TIME_TYPE_PARSE",
    ),
    _body("a body that is not JSON", b"{not json"),
    _body("NaN", b'{"content": NaN}'),
    _body("100,000 brackets", b"[" * 100_000),
    _body("half a character", b'{"content": "\\ud83d"}'),
    _body("bytes that are not UTF-8", b'{"content": "\xff"}'),
    _body("files without a boundary", b"x", "multipart/form-data"),
    _body(
        "JSON called a text",
        b'{"content": "x"}',
        "text/plain",
        at="_misc",
        fault="CONTENT_TYPE_INVALID",
    ),
    _body(
        "a form as browsers send it",
        b"content=x",
        "application/x-www-form-urlencoded",
        at="_misc",
        fault="CONTENT_TYPE_INVALID",
    ),
    _file("a file one byte over the server's limit", MIB, MIB + 1),
    _file("a file of 60 MB", 10 * MIB, 60 * MIB),
    Refused(done="JSON of 3 MB", code=Code.REQUEST_TOO_LARGE, ask=_large_json),
    Refused(
        done="11 files",
        code=Code.INVALID_FORM_BODY,
        ask=_eleven_files,
        at="files",
        fault="BASE_TYPE_BAD_LENGTH",
    ),
    Refused(
        done="a sixth message where 5 are allowed",
        code=Code.RATE_LIMITED,
        ask=_full_bucket,
        headers=BUCKET,
    ),
    Refused(
        done="more than 50 requests in a second",
        code=Code.RATE_LIMITED,
        ask=_full_overall,
        headers=(*LIMITED, "X-RateLimit-Global"),
    ),
)
