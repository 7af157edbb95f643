"""Answers that hold anything: JSON without sense, and good answers with one thing changed."""

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

_NAMES = [
    *("task_id", "status", "file_id", "file", "download_url", "backup_download_url", "base_resp"),
    *("status_code", "status_msg", "error", "message", "code", "task", "content", "url", "items"),
    *("total", "id", "data", "created_at", "seconds", "model", "type", "http_code", "request_id"),
]
_WORDS = [
    *("Success", "Fail", "Processing", "queued", "running", "succeeded", "failed", "cancelled"),
    *("completed", "in_progress", "1002", "1026", "0", "", "..", "a/b", "LINK", "http://[", "NaN"),
]
_NUMBERS = [0, 1, -1, 1002, 1004, 1026, 2061, 4711, 10**12, 10**30, 1e308, 1764347090922]
names = st.text(max_size=5) | st.sampled_from(_NAMES)
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.sampled_from(_WORDS)
    | st.sampled_from(_NUMBERS)
)
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=5),
    max_leaves=12,
)
senseless = st.dictionaries(names, json_values, max_size=6) | json_values
statuses = st.sampled_from([200, 200, 200, 200, 400, 404, 429, 500, 503])


@st.composite
def nearly(draw: st.DrawFn, good: object) -> object:
    """A good answer in which one value is another one, or one field is gone or doubled."""
    changed = copy.deepcopy(good)
    holder, place = draw(st.sampled_from(list(_places(changed))))
    match draw(st.sampled_from(["swap", "swap", "swap", "drop", "wrap"])):
        case "drop" if isinstance(holder, dict):
            del holder[place]
        case "wrap":
            holder[place] = [holder[place]]
        case _:
            holder[place] = draw(json_values)
    return changed


def _places(inside: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a value, as the holder and its key or index."""
    within = inside.items() if isinstance(inside, dict) else enumerate(inside)
    for place, value in within:
        yield inside, place
        if isinstance(value, dict | list):
            yield from _places(value)
