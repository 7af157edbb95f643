"""What every message to a person keeps to."""

import re

from cogs.ui.reply import LONGEST_CUSTOM_ID, LONGEST_LABEL, LONGEST_MESSAGE, Reply

BANNED = re.compile(
    r"\b(tasks?|api|engines?|jobs?|reservations?|submit(s|ted)?|rate limits?|10\d\d|20\d\d)\b",
    re.IGNORECASE,
)
#: Flags and pictographs; arrows and middle dots are typography.
EMOJI = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")


def keeps_the_voice(reply: Reply, lines: int = 4) -> bool:
    """Short, without jargon, one emoji at most, within Discord's limits; fails with the reason."""
    assert reply.text.strip()
    assert len(reply.text) <= LONGEST_MESSAGE
    assert len(reply.text.splitlines()) <= lines, reply.text
    assert not BANNED.search(_without_stamps(reply.text)), reply.text
    assert len(EMOJI.findall(reply.text)) <= 1
    assert len(reply.buttons) <= 5
    ids = [button.custom_id for button in reply.buttons]
    assert len(set(ids)) == len(ids)
    for button in reply.buttons:
        assert 0 < len(button.custom_id) <= LONGEST_CUSTOM_ID
        assert 0 < len(button.label) <= LONGEST_LABEL
        assert not BANNED.search(button.label)
    return True


def _without_stamps(text: str) -> str:
    """Timestamps and ids hold digits that nobody reads."""
    return re.sub(r"<[^>]*>|https?:\S+", "", text)
