"""Draws a clip on the CPU: a small world or a picture, seen by a camera that really moves."""

from animatic.draw import draw, render
from animatic.scene import Scene, read_scene
from animatic.shot import AMPLITUDES, MOVEMENTS, SPEEDS, AnimaticShot, Move, ShotRefused

__all__ = [
    "AMPLITUDES",
    "MOVEMENTS",
    "SPEEDS",
    "AnimaticShot",
    "Move",
    "Scene",
    "ShotRefused",
    "draw",
    "read_scene",
    "render",
]
