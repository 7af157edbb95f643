"""A hand that draws nothing: it answers each order with a clip made before, or as its prompt says.

Run with the clip and a file to write the prompts into. `dies` ends it, `hangs` lets it be silent,
`waits` holds it until a file beside the other one, ending on `.go`, is there.
"""

import json
import os
import shutil
import sys
import time
from pathlib import Path


def main(clip: str, log: Path) -> None:
    """Answer until the input ends."""
    for line in sys.stdin:
        order = json.loads(line)
        with log.open("a", encoding="utf-8") as file:
            file.write(order["prompt"] + "\n")
        _do(order["prompt"].split(), log.with_suffix(".go"))
        shutil.copyfile(clip, order["out"])
        answer = {"drawn": order["prompt"].split()[:1], "not_drawn": ["astronaut"]}
        print(json.dumps(answer), flush=True)  # noqa: T201 - the answer is its output


def _do(words: list[str], go: Path) -> None:
    if "dies" in words:
        os._exit(9)
    if "hangs" in words:
        time.sleep(600)
    while "waits" in words and not go.exists():
        time.sleep(0.01)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
