"""A shot: one continuous view to be rendered, as the member asked for it."""

from dataclasses import dataclass, field

from domain.camera import CameraPlan, DirectedPrompt, direct
from domain.model import CameraStyle, Mode, Model, Need
from domain.pictures import InputImage, Pictures

#: No engine takes more characters: MiniMax V2's limit (platform.minimax.io, create video, V2).
#: What a model takes stands in the catalogue.
LONGEST_PROMPT = 7_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """What is to be rendered. `prompt` is kept as typed; `camera` is the option's plan alone.

    Its pictures go together: `pictures.mode` is not None. `parent` is the code of the job whose
    shot or still this one grew from.
    """

    prompt: str
    camera: CameraPlan
    model: str
    duration_s: int
    resolution: str
    #: Width to height such as `16:9`; empty: the model's own.
    aspect: str = ""
    pictures: Pictures[InputImage] = field(default_factory=Pictures)
    parent: str | None = None

    @property
    def mode(self) -> Mode:
        """What the shot starts from."""
        mode = self.pictures.mode
        assert mode is not None, "pictures that no model takes together make no shot"
        return mode

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
