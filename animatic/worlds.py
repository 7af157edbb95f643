"""The worlds: what stands at which distance, from the sky to the grass before the camera."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from animatic.lands import EYE, LANDS
from animatic.paint import Floats, Sheet, Window, fibres, mix, ripple, shade
from animatic.scene import ROOTED, Colour, Scene
from animatic.stage import FAR_AWAY, HORIZON, Layer, Stage, Sway, layer
from animatic.subjects import SUBJECTS

_SUBJECT_DISTANCE = 2.6
_HAZE_REACH = 9.0
# Spread so that the bands of ground lie evenly on the picture.
_GROUND = (13.0, 8.0, 5.4, 3.9, 3.0, 2.2, 1.65, 1.3)
_CLOUDS = ((60.0, -0.10, 0.004), (34.0, -0.17, 0.007))
"""Distance, height and drift."""
_PLAIN = (1.0, 1.0, 1.0)


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
        self.rng = np.random.default_rng(scene.seed)
        self._layer = 0
        self._row = 0
        self._fibres = fibres(self.rng, stage.unit, 0.026)

    def build(self) -> list[Layer]:
        """Give all layers."""
        layers = [self._sky()]
        layers += [self._clouds(*cloud) for cloud in _CLOUDS]
        layers += [self._ridge(*peak) for peak in self.land.peaks]
        layers += [self._ground(number, away) for number, away in enumerate(_GROUND)]
        rooted = self.scene.subject in ROOTED
        layers.append(self._subject(self.scene.subject, travels=self.followed and not rooted))
        if self.followed and rooted:
            layers.append(self._subject("bird", travels=True))
        return sorted(layers, key=lambda one: -one.distance)

    def colour(self, distance: float, near: Colour, far: Colour | None = None) -> Colour:
        """Give a paper's colour at a distance, in the light and haze of the hour."""
        share = 1 - np.exp(-distance / _HAZE_REACH)
        base = near if far is None else mix(near, far, min(1.0, share * 1.6))
        return mix(shade(base, self.scene.light.tint), self.scene.light.haze, share * 0.85)

    def spots(self, sheet: Sheet, gap: float) -> Iterator[float]:
        """Give places along a sheet, about a gap apart, each with chances of its own."""
        first, last = int(sheet.window.left / gap) - 2, int(sheet.window.right / gap) + 2
        before, self._row = self.rng, self._row + 1
        for index in range(first, last + 1):
            key = (self.scene.seed, self._layer, self._row, index + 100_000)
            self.rng = np.random.default_rng(key)
            yield (index + self.rng.uniform(0.2, 0.8)) * gap
        self.rng = before

    def _begin(self) -> None:
        """Start a layer's chances."""
        self._layer, self._row = self._layer + 1, 0
        self.rng = np.random.default_rng((self.scene.seed, self._layer))

    def _sky(self) -> Layer:
        self._begin()
        sheet = self.stage.sheet(FAR_AWAY, bottom=HORIZON + 0.06)
        light = self.scene.light
        stops = np.array([HORIZON - 0.44, HORIZON - 0.16, HORIZON])
        rgb = [np.interp(sheet.v, stops, [c[i] for c in light.sky]) for i in range(3)]
        sheet.piece[..., :3] = np.stack(rgb, axis=-1)[:, None].astype(np.uint8)
        sheet.piece[..., 3] = 255
        self._grain(sheet)
        if light.stars:
            for u in self.spots(sheet, 0.004):
                v = HORIZON - abs(self.rng.normal(0.2, 0.14))
                sheet.disc(u, v, self.rng.uniform(0.0006, 0.0017), (226, 230, 240))
        if light.orb is not None:
            u = self.rng.choice([-1, 1]) * self.rng.uniform(0.16, 0.28)
            v = HORIZON - (0.2 if light.stars else 0.11)
            sheet.glow(u, v, 0.36, shade(light.orb, 0.34))
            sheet.disc(u, v, 0.034, light.orb)
        sheet.finish(_PLAIN)
        return layer(sheet, FAR_AWAY)

    def _clouds(self, distance: float, height: float, drift: float) -> Layer:
        self._begin()
        stormy = self.scene.weather in ("storm", "rain")
        sheet = self.stage.sheet(distance, bottom=HORIZON)
        top = self.scene.light.sky[1]
        low = distance < 50
        white = mix(top, shade((255, 252, 246), self.scene.light.tint), 0.65 if low else 0.45)
        colour = shade(top, 0.56 if low else 0.72) if stormy else white
        ceiling = height - 0.07 + 0.02 * ripple(sheet.u, self.rng, 1.6)
        for u in self.spots(sheet, 0.2 if stormy else 0.42):
            self._cloud(sheet, (u, height - self.rng.uniform(0, 0.07)), colour)
        if stormy:
            above = np.clip((ceiling[None] - sheet.v[:, None]) * sheet.scale + 0.5, 0, 1)
            fill = np.asarray((*colour, 255.0)) * above[..., None]
            sheet.piece = np.maximum(sheet.piece, fill.astype(np.uint8))
        self._grain(sheet)
        sheet.lift(0.008, 0.12)
        return layer(sheet, distance, Sway(drift=drift * (2 if stormy else 1)))

    def _cloud(self, sheet: Sheet, place: tuple[float, float], colour: Colour) -> None:
        u, v = place
        size = self.rng.uniform(0.7, 1.25)
        for _ in range(9):
            away = self.rng.uniform(-1, 1)
            radius = size * (0.034 - 0.018 * abs(away)) * self.rng.uniform(0.8, 1.2)
            puff = (radius * 1.5, radius)
            tone = shade(colour, self.rng.uniform(0.97, 1.03))
            sheet.disc(u + away * 0.1 * size, v - radius * 0.55, puff, tone)
        sheet.disc(u, v, (0.12 * size, 0.011 * size), shade(colour, 0.97))

    def _ridge(self, distance: float, height: float) -> Layer:
        self._begin()
        sheet = self.stage.sheet(distance, top=HORIZON - height * 1.6)
        line = ripple(sheet.u, self.rng, 1.1, 6)
        sharp = np.abs(ripple(sheet.u, self.rng, 1.7, 5))
        crest = HORIZON + 0.012 - height * np.clip(0.55 + 0.35 * line + 0.5 * sharp, 0.05, 1.4)
        sheet.ground(crest, self.colour(distance, self.land.far), fall=0.3)
        if self.scene.world == "mountains" or self.scene.weather == "snow":
            self._snow_caps(sheet, crest, distance, height)
        self._cut_out(sheet, distance)
        return layer(sheet, distance)

    def _snow_caps(self, sheet: Sheet, crest: Floats, distance: float, height: float) -> None:
        depth = height * (0.22 + 0.13 * ripple(sheet.u, self.rng, 9, 3))
        depth = np.clip(depth - (crest - (HORIZON - height)) * 0.8, 0, None)
        inside = (sheet.v[:, None] > crest) & (sheet.v[:, None] < crest + depth)
        sheet.piece[inside, :3] = self.colour(distance, (250, 250, 252))

    def _ground(self, number: int, distance: float) -> Layer:
        self._begin()
        level = HORIZON + EYE / distance
        sheet = self.stage.sheet(distance, top=level - self.land.tall / distance**0.75 - 0.03)
        self.land.band(self, sheet, distance, number)
        self._cut_out(sheet, distance)
        sway = Sway()
        if self.scene.world == "sea":
            rough = 2.2 if self.scene.weather == "storm" else 1.0
            sway = Sway(
                u=0.010 * rough / distance**0.5,
                v=0.005 * rough / distance**0.5,
                period=3.6 + 0.4 * (number % 3),
                phase=number * 0.37,
            )
        return layer(sheet, distance, sway)

    def _cut_out(self, sheet: Sheet, distance: float) -> None:
        sheet.finish(_PLAIN)
        self._grain(sheet)
        sheet.lift(0.02 / distance**0.5, 0.30)

    def _grain(self, sheet: Sheet) -> None:
        """Give a sheet fibres that stay in place whatever part of it was made."""
        row, column = (int(self.rng.integers(0, 1024)) for _ in range(2))
        row += int(sheet.window.top * sheet.scale)
        column += int(sheet.window.left * sheet.scale)
        sheet.grain(self._fibres, (row, column))

    def _subject(self, name: str, *, travels: bool) -> Layer:
        self._begin()
        draw, usual = SUBJECTS[name]
        flying = name in ("bird", "balloon")
        level = HORIZON + EYE / _SUBJECT_DISTANCE - (0.075 if flying else 0.008)
        window = Window(left=-0.28, top=-0.56, right=0.28, bottom=0.06)
        sheet = self.stage.small_sheet(_SUBJECT_DISTANCE, window)
        paint = self.scene.paint if self.scene.paint and name != "bird" else usual
        draw(sheet, paint, (44, 40, 52))
        sheet.finish(mix(self.scene.light.tint, _PLAIN, 0.25))
        self._grain(sheet)
        sheet.lift(0.007, 0.36)
        moving = Sway(u=0.002, v=0.004, period=3.1) if flying or name == "boat" else Sway()
        built = layer(sheet, _SUBJECT_DISTANCE, moving)
        old = built.window
        window = replace(old, top=old.top + level, bottom=old.bottom + level)
        return replace(built, window=window, travels=travels)
