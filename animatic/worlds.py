"""The worlds: what stands at which distance, from the sky to the grass before the camera."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from animatic.chance import Chance
from animatic.figures import Subject
from animatic.hand import Extra, level_at
from animatic.highway import stretches
from animatic.lands import LANDS
from animatic.light import Colour, indoor_tint
from animatic.paint import Sheet, Window, fibres, mix, shade
from animatic.ridges import draw_ridge
from animatic.scene import ROOTED, Scene
from animatic.skies import CLOUDS, draw_clouds, draw_sky
from animatic.stage import FAR_AWAY, HORIZON, SUBJECT_DISTANCE, Layer, Stage, Sway, layer, lying
from animatic.subjects import SUBJECTS

_MISTS = (7.0, 3.5)
_PLAIN = (1.0, 1.0, 1.0)
_INK = (44, 40, 52)
_FOLLOWED_INSTEAD = "bird"
"""What the camera follows where the subject has roots, well above it."""
_OVERHEAD = 0.05


class Builder:
    """Builds the layers of one scene, farthest first.

    Chance is drawn anew for every layer and place, so that a prompt shows the same world
    however far the camera is going to look around.
    """

    def __init__(self, scene: Scene, stage: Stage, *, followed: bool) -> None:
        self.scene = scene
        self.stage = stage
        self.followed = followed
        self.land = LANDS[scene.world]
        self.chance = Chance(scene.seed)
        self.orb = _place_orb(scene)
        self.upright = 1.0 + 0.6 * max(0.0, min(1.0, stage.height / stage.width - 1.0))
        self._layer = 0
        self._row = 0
        self._fibres = fibres(np.random.default_rng(scene.seed), stage.unit, 0.026)

    def build(self) -> list[Layer]:
        """Give all layers."""
        layers = [self._sky()]
        layers += [self._clouds(*cloud) for cloud in CLOUDS[: self.land.clouds]]
        layers += [self._ridge(*peak) for peak in self.land.peaks]
        layers += [self._ground(away) for away in self.land.grounds]
        layers += [lying(flat, away) for away, flat in stretches(self)]
        layers += [self._extra(extra) for extra in self.land.extras if self._shows(extra)]
        if self.scene.weather == "fog":
            layers += [self._mist(distance) for distance in _MISTS]
        rooted = self.scene.subject in ROOTED
        if self.scene.subject:
            layers.append(self._subject(self.scene.subject, travels=self.followed and not rooted))
        if self.followed and rooted:
            layers.append(self._subject(_FOLLOWED_INSTEAD, travels=True))
        return sorted(layers, key=lambda one: -one.distance)

    def colour(self, distance: float, near: Colour, far: Colour | None = None) -> Colour:
        """Give a paper's colour at a distance, in the light and haze of the hour."""
        light = self.scene.light
        share = 1 - np.exp(-distance / light.reach)
        base = near if far is None else mix(near, far, min(1.0, share * 1.6))
        return mix(shade(base, light.tint), light.haze, share * 0.85)

    def spots(self, sheet: Sheet, gap: float) -> Iterator[float]:
        """Give places along a sheet, about a gap apart, each with chances of its own."""
        first, last = int(sheet.window.left / gap) - 2, int(sheet.window.right / gap) + 2
        before, self._row = self.chance, self._row + 1
        for index in range(first, last + 1):
            self.chance = Chance(self.scene.seed, self._layer, self._row, index)
            yield (index + self.chance.uniform(0.2, 0.8)) * gap
        self.chance = before

    def _begin(self) -> None:
        """Start a layer's chances."""
        self._layer, self._row = self._layer + 1, 0
        self.chance = Chance(self.scene.seed, self._layer)

    def _sky(self) -> Layer:
        self._begin()
        sheet = self.stage.sheet(FAR_AWAY, bottom=HORIZON + 0.06)
        draw_sky(self, sheet)
        self._grain(sheet)
        sheet.finish(_PLAIN)
        return layer(sheet, FAR_AWAY)

    def _clouds(self, distance: float, drift: float, heights: tuple[float, ...]) -> Layer:
        self._begin()
        drift *= 2 if self.scene.outside in ("storm", "rain") else 1
        sheet = self.stage.sheet(distance, bottom=HORIZON, drift=drift)
        draw_clouds(self, sheet, heights, near=distance < 50)
        self._grain(sheet)
        sheet.lift(0.008, 0.12)
        return layer(sheet, distance, Sway(drift=drift))

    def _ridge(self, distance: float, height: float) -> Layer:
        self._begin()
        height *= self.upright
        sheet = self.stage.sheet(distance, top=HORIZON - height * 1.6)
        draw_ridge(self, sheet, distance, height)
        self._cut_out(sheet, distance)
        return layer(sheet, distance)

    def _ground(self, distance: float) -> Layer:
        self._begin()
        tall = self.land.tall * self.upright / distance**0.75
        sheet = self.stage.sheet(distance, top=level_at(distance) - tall - 0.03)
        self.land.band(self, sheet, distance)
        self._cut_out(sheet, distance)
        return layer(sheet, distance, self._swell(distance))

    def _swell(self, distance: float) -> Sway:
        """Let water move; the beach's water ends where its sand begins."""
        if self.scene.world != "sea" and not (self.scene.world == "beach" and distance > 3.2):
            return Sway()
        rough = 1.6 if self.scene.weather == "storm" else 1.0
        return Sway(
            u=0.010 * rough / distance**0.5,
            v=0.005 * rough / distance**0.5,
            period=3.6 + 0.4 * (int(distance * 7) % 3),
            phase=distance * 0.37,
        )

    def _shows(self, extra: Extra) -> bool:
        """Tell whether a thing is there in this weather; who flutters stays at home in the wet."""
        return not extra.dry or self.scene.weather in ("clear", "fog")

    def _extra(self, extra: Extra) -> Layer:
        self._begin()
        span = {"top": extra.top, "bottom": extra.bottom}
        sheet = self.stage.sheet(extra.distance, **span, drift=extra.sway.drift)
        extra.draw(self, sheet, extra.distance)
        self._cut_out(sheet, extra.distance)
        return layer(sheet, extra.distance, extra.sway)

    def _mist(self, distance: float) -> Layer:
        self._begin()
        level = level_at(distance)
        drift = 0.03 / distance**0.5
        sheet = self.stage.sheet(distance, top=level - 0.22, bottom=level + 0.06, drift=drift)
        veil = mix(self.scene.light.haze, self.scene.light.sky[2], 0.5)
        for u in self.spots(sheet, 0.3):
            reach = self.chance.uniform(0.2, 0.34), self.chance.uniform(0.03, 0.055)
            sheet.mist(u, level - self.chance.uniform(0.0, 0.11), reach, veil)
        return layer(sheet, distance, Sway(drift=drift))

    def _cut_out(self, sheet: Sheet, distance: float) -> None:
        sheet.finish(_PLAIN)
        sheet.rim(0.12)
        self._grain(sheet)
        sheet.lift(0.02 / distance**0.5, 0.30)

    def _grain(self, sheet: Sheet) -> None:
        """Give a sheet fibres that stay in place whatever part of it was made."""
        row, column = (int(self.chance.random() * 1024) for _ in range(2))
        row += int(sheet.window.top * sheet.scale)
        column += int(sheet.window.left * sheet.scale)
        sheet.grain(self._fibres, (row, column))

    def _subject(self, name: str, *, travels: bool) -> Layer:
        self._begin()
        subject = SUBJECTS[name]
        afloat = self.scene.world == "sea"
        own = name == self.scene.subject
        above = subject.height + (0.0 if own else _OVERHEAD)
        level = level_at(SUBJECT_DISTANCE) - 0.008 - above
        window = Window(left=-0.28, top=-0.56, right=0.28, bottom=0.07)
        sheet = self.stage.small_sheet(SUBJECT_DISTANCE, window)
        paint = self.scene.paint if self.scene.paint and own else subject.paint
        if not (afloat or subject.height):
            sheet.stain(0.0, 0.004, (subject.wide * 1.15, 0.017), 0.5)
        subject.draw(sheet, paint, _INK)
        sheet.rim(0.30)
        indoors = self.scene.world == "room"
        light = self.scene.light
        sheet.finish(indoor_tint(light) if indoors else mix(light.tint, _PLAIN, 0.34))
        self._grain(sheet)
        sheet.lift(0.007, 0.36)
        built = layer(sheet, SUBJECT_DISTANCE, _gait(subject, afloat=afloat, travels=travels))
        old = built.window
        window = replace(old, top=old.top + level, bottom=old.bottom + level)
        return replace(built, window=window, travels=travels)


def _place_orb(scene: Scene) -> tuple[float, float]:
    chance = Chance(scene.seed, 77)
    across = chance.pick((-1, 1)) * chance.uniform(0.14, 0.24)
    return across, 0.2 if scene.light.stars else 0.125


def _gait(subject: Subject, *, afloat: bool, travels: bool) -> Sway:
    """Let it fly, swim, or walk when it is followed."""
    if subject.height:
        return Sway(u=0.002, v=0.004, period=3.1)
    if afloat:
        return Sway(u=0.002, v=0.004, period=3.4)
    if travels and subject.walks:
        return Sway(v=0.0022, period=0.55)
    return Sway()
