"""A shot: one continuous view to be rendered, as the member asked for it."""

import unicodedata
from dataclasses import dataclass, field

from domain.camera import CameraPlan
from domain.camera_reading import DirectedPrompt, direct
from domain.model import CameraStyle, Mode, Model, Need
from domain.pictures import InputImage, Pictures

#: No engine takes more characters: MiniMax V2's limit (platform.minimax.io, create video, V2).
#: What a model takes stands in the catalogue.
LONGEST_PROMPT = 7_000
# What MiniMax V2 is told about a picture that came without a word: it refuses an empty text (2013).
_WITHOUT_WORDS = "The picture comes to life in natural motion."
# Punctuation that ends no sentence.
_OPEN = ",;:-–—/&+"


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
        """The exact text for the engine: prompt plus camera, as the model wants it.

        Brackets: the option's in front, typed ones where they stand. Prose: the story without
        brackets, then the whole camera in sentences. A model without camera gets the prompt as
        typed; the caller has refused a plan before. Tabs and line breaks become what MiniMax counts
        as visible: it refuses control characters (1042).
        """
        match model.camera:
            case CameraStyle.NONE:
                return _visible(self.prompt)
            case CameraStyle.BRACKETS:
                return _joined(self.camera.brackets(), _visible(self.directed.text))
            case CameraStyle.PROSE:
                return self._told()

    def _told(self) -> str:
        story, camera = _visible(self.directed.story).strip(), self.whole_camera.prose()
        told = _joined(_sentence(story), camera) if camera else story
        return told if told or not self.pictures else _WITHOUT_WORDS


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _sentence(story: str) -> str:
    """The story with a stop at its end, so that what follows is not read into it."""
    if not story or (unicodedata.category(story[-1]).startswith("P") and story[-1] not in _OPEN):
        return story
    return story.rstrip(f"{_OPEN} ") + "."


def _visible(text: str) -> str:
    return "\n".join(text.splitlines()).replace("\t", " ")
