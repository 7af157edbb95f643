"""What the two stand-ins saw, kept up by the conductor from their news."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

CODE = r"[23456789BCDFGHJKMNPQRSTVWXZ]{6}"
#: What a member was told, in the words of cogs/ui.
_TOLD = {
    "accepted": re.compile(rf"\b(?:is in|is changed): \*\*({CODE})\*\*"),
    "cancelled": re.compile(rf"\b({CODE}) is (?:cancelled\.|taken back before)"),
    "kept back": re.compile(rf"I won't post ({CODE})\."),
    "deleted": re.compile(rf"\b({CODE}) is deleted\."),
}
_NUMBER = re.compile(r"number (\d+)")


@dataclass(slots=True)
class History:
    """Messages of the bot by id, orders of the engine by id, and what members were told."""

    written: dict[int, dict[str, Any]] = field(default_factory=dict)
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    #: Codes by what their members were told of them.
    told: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    #: Messages by the code of the clip they carry, and by the codes that their texts name.
    clips: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    naming: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    nonces: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_token: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def take(self, discord: dict[str, Any], minimax: dict[str, Any]) -> None:
        """Take in what is new."""
        for message in discord["written"]:
            self._write(message)
        for order in minimax["orders"]:
            self.orders[order["id"]] = order
            if order["token"]:
                self.by_token[order["token"]].add(order["id"])
        self.problems = [*discord["problems"], *minimax["problems"]]

    def standing(self, ids: set[int]) -> list[dict[str, Any]]:
        """Those messages that did not go with their channel."""
        return [self.written[one] for one in sorted(ids) if not self.written[one]["is_swept"]]

    def _write(self, message: dict[str, Any]) -> None:
        one = message["id"]
        self.written[one] = message
        for text in message["texts"]:
            for code in re.findall(rf"\b{CODE}\b", text):
                self.naming[code].add(one)
            if message["viewer"] is None:
                continue
            for what, pattern in _TOLD.items():
                self.told[what].update(pattern.findall(text))
        if message["viewer"] is None:
            for code in message["clips"]:
                self.clips[code].add(one)
        if message["nonce"] is not None:
            self.nonces[message["nonce"]].add(one)


def number_of(prompt: str) -> str:
    """The number that makes a prompt one of its kind."""
    found = _NUMBER.search(prompt)
    return found[1] if found else prompt


def message_line(message: dict[str, Any]) -> str:
    """One message in one line."""
    place = "direct message" if message["is_dm"] else f"channel {message['channel']}"
    private = f", seen by {message['viewer']} alone" if message["viewer"] else ""
    gone = " (its channel is gone)" if message["is_swept"] else ""
    gone = " (deleted)" if message["is_deleted"] else gone
    texts = " → ".join(text.replace("\n", " / ")[:160] for text in message["texts"])
    return f"{message['id']} in {place}{private}{gone}, nonce {message['nonce']}: {texts}"


def order_line(order: dict[str, Any]) -> str:
    """One order in one line."""
    return (
        f"{order['id']} ({order['api']}, {order['model']}) {order['status']} {order['code']},"
        f" charged {order['charged']} of {order['price']}, at {order['at']}:"
        f" {order['prompt'][:100]}"
    )
