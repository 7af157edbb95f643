"""Clients that nobody here wrote: the vendor's curl examples, as docs/sandbox.md shows them."""

import asyncio
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from sandbox.minimax.server import MiniMaxSandbox

DOCUMENT = Path(__file__).parents[3] / "docs" / "sandbox.md"
HOST, SHOWN_KEY = "http://127.0.0.1:8124", "any-key"
BLOCKS = [
    block
    for block in re.findall(r"```curl\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    if block.startswith("curl ")
]

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")


class Shell:
    """Runs the document's examples with nothing changed but the host, the key and the ids."""

    def __init__(self, sandbox: MiniMaxSandbox) -> None:
        self._sandbox = sandbox

    async def run(self, operation: str, **ids: str) -> dict[str, Any]:
        """Run the one example of an operation, such as `POST /v1/videos`."""
        method, path = operation.split()
        pattern = rf"--request {method} .*--url '?{re.escape(HOST + path)}[\s'?<]"
        [block] = [block for block in BLOCKS if re.search(pattern, block, re.DOTALL)]
        for name, value in ids.items():
            block = block.replace(f"<{name}>", value)
        block = block.replace(HOST, self._sandbox.url).replace(SHOWN_KEY, self._sandbox.key)
        process = await asyncio.create_subprocess_exec(
            "sh",
            "-c",
            block,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        said, _ = await process.communicate()
        assert process.returncode == 0
        return json.loads(said)


async def test_the_v1_examples_make_a_clip(client, minimax):
    """Create, query, retrieve."""
    shell = Shell(minimax)
    made = await shell.run("POST /v1/video_generation")
    await client.end(made["task_id"])
    done = await shell.run("GET /v1/query/video_generation", task_id=made["task_id"])
    assert done["status"] == "Success"
    file = await shell.run("GET /v1/files/retrieve", file_id=done["file_id"])
    async with client.session.get(file["file"]["download_url"]) as response:
        assert response.content_type == "video/mp4"
    assert minimax.received[0].steps == (("Pedestal up",), ("Static shot",))


async def test_the_v2_examples_make_a_clip(client, minimax):
    """Create, query, list, delete."""
    shell = Shell(minimax)
    task_id = (await shell.run("POST /v2/video_generation"))["task_id"]
    await client.end(task_id)
    done = await shell.run("GET /v2/query/video_generation/", task_id=task_id)
    assert done["task"]["status"] == "succeeded"
    listed = await shell.run("GET /v2/query/video_generation")
    assert (listed["items"][0]["id"], listed["total"]) == (task_id, 1)
    gone = await shell.run("DELETE /v2/video_generation/", task_id=task_id)
    assert gone["action"] == "deleted"


async def test_the_videos_example_is_taken(minimax):
    """A form, as engines of one's own take it."""
    made = await Shell(minimax).run("POST /v1/videos")
    assert (made["status"], made["size"], made["seconds"]) == ("queued", "832x480", "4")


def test_no_example_is_left_out():
    """Every curl example of the document is run by one of these tests."""
    assert len(BLOCKS) == 8
