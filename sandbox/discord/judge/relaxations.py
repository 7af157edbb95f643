"""Where Discord's OpenAPI file is stricter than Discord itself: nothing else is relaxed.

Three are harmless things that discord.py sends; the others are gaps of the file, with the page of
Discord's documentation (docs: …) that has what it lacks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sandbox.discord.shapes import Json


class Side(StrEnum):
    """Whose words a schema judges."""

    REQUEST = "request"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """One field of some schemas is as `reads` says; without `field`, the whole schema is."""

    name: str
    sides: tuple[Side, ...]
    schemas: tuple[str, ...]
    field: str | None = None
    reads: Json
    why: str

    def apply(self, schemas: Json) -> None:
        """Write it into the file's schemas. Raises KeyError for a schema the file lacks."""
        for name in self.schemas:
            if self.field is None:
                schemas[name] = self.reads
            else:
                schemas[name]["properties"][self.field] = self.reads


def relax(schemas: Json, side: Side, relaxations: Iterable[Relaxation]) -> None:
    """Write all relaxations of one side into the file's schemas."""
    for relaxation in relaxations:
        if side in relaxation.sides:
            relaxation.apply(schemas)


_SNOWFLAKE: Json = {"type": "string", "pattern": "^(0|[1-9][0-9]*)$"}
_FAULT: Json = {
    "type": "object",
    "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
    "required": ["code", "message"],
    "additionalProperties": False,
}
_RATE_LIMITED: Json = {
    "type": "object",
    "properties": {
        "message": {"type": "string"},
        "retry_after": {"type": "number"},
        "global": {"type": "boolean"},
        "code": {"type": "integer"},
    },
    "required": ["message", "retry_after", "global"],
    "additionalProperties": False,
}
_CHANNEL_TYPES: Json = {"enum": [0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16]}

RELAXATIONS = (
    Relaxation(
        name="ids as numbers",
        sides=(Side.REQUEST,),
        schemas=("SnowflakeType",),
        reads={"anyOf": [_SNOWFLAKE, {"type": "integer", "minimum": 0}]},
        why="discord.py sends ids of attachments, recipients and mentions so",
    ),
    Relaxation(
        name="nsfw of commands",
        sides=(Side.REQUEST,),
        schemas=("ApplicationCommandUpdateRequest",),
        field="nsfw",
        reads={"type": "boolean"},
        why="discord.py sends it with every command",
    ),
    Relaxation(
        name="tts of edits",
        sides=(Side.REQUEST,),
        schemas=(
            "IncomingWebhookUpdateForInteractionCallbackRequestPartial",
            "IncomingWebhookUpdateRequestPartial",
            "MessageEditRequestPartial",
        ),
        field="tts",
        reads={"const": False},
        why="discord.py sends it with every edit",
    ),
    Relaxation(
        name="flags of embeds",
        sides=(Side.REQUEST,),
        schemas=("RichEmbed",),
        field="flags",
        reads={"const": 0},
        why="discord.py sends it with every embed",
    ),
    Relaxation(
        name="channels for media",
        sides=(Side.REQUEST, Side.ANSWER),
        schemas=("ChannelTypes",),
        reads=_CHANNEL_TYPES,
        why="docs: resources/channel#channel-object-channel-types has 16, GUILD_MEDIA",
    ),
    Relaxation(
        name="faults named by words",
        sides=(Side.ANSWER,),
        schemas=("InnerErrors",),
        field="_errors",
        reads={"type": "array", "items": _FAULT},
        why='docs: reference#error-messages has "code": "BASE_TYPE_REQUIRED", the file numbers',
    ),
    Relaxation(
        name="rate limits without a code",
        sides=(Side.ANSWER,),
        schemas=("RatelimitedResponse",),
        reads=_RATE_LIMITED,
        why="docs: topics/rate-limits#exceeding-a-rate-limit has `code` for some limits only",
    ),
)
