"""A shot: one continuous view to be rendered, as the member asked for it."""

from dataclasses import dataclass

from domain.camera import CameraPlan, DirectedPrompt, direct
from domain.model import CameraStyle, Mode, Model, Need

#: MiniMax V1 takes up to 2,000 characters (platform.minimax.io, create video generation).
LONGEST_PROMPT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class InputImage:
    """A picture kept by its content; width and height in pixels."""

    sha256: str
    mime: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """What is to be rendered. `prompt` is kept as typed; `camera` is the option's plan alone.

    `parent` is the code of the job whose shot or still this one grew from.
    """

    prompt: str
    camera: CameraPlan
    model: str
    duration_s: int
    resolution: str
    first_frame: InputImage | None = None
    subject: InputImage | None = None
    parent: str | None = None

    @property
    def mode(self) -> Mode:
        """What the shot starts from."""
        return mode_of(first_frame=self.first_frame is not None, subject=self.subject is not None)

    @property
    def directed(self) -> DirectedPrompt:
        """The prompt with its typed brackets understood. Raises as `camera.direct` does."""
        return direct(self.prompt)

    @property
    def whole_camera(self) -> CameraPlan:
        """Option first, then the brackets typed in the prompt: the order the engine reads."""
        return self.camera + self.directed.camera

    @property
    def need(self) -> Need:
        """What this shot asks of a model."""
        return Need(mode=self.mode, camera=bool(self.whole_camera))

    def engine_prompt(self, model: Model) -> str:
        """The exact text for the engine: option's brackets in front, typed ones where they stand.

        A model without camera gets the prompt as typed; the caller has refused a plan before. Tabs
        and line breaks become what MiniMax counts as visible: it refuses control characters (1042).
        """
        if model.camera is CameraStyle.NONE:
            return _visible(self.prompt)
        text = _visible(self.directed.text)
        return " ".join(part for part in (self.camera.brackets(), text) if part)


def _visible(text: str) -> str:
    return "\n".join(text.splitlines()).replace("\t", " ")


def mode_of(*, first_frame: bool, subject: bool) -> Mode:
    """The mode that the given pictures ask for; a subject wins, both together fit no model."""
    if subject:
        return Mode.SUBJECT
    return Mode.FIRST_FRAME if first_frame else Mode.TEXT
