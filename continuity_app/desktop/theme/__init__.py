"""Theme: one look on every platform: Fusion with our own colours, type and spacing, light, dark and high contrast."""

from continuity_app.desktop.theme.look import Look
from continuity_app.desktop.theme.tokens import Colours, Scheme

__all__ = ["Colours", "Look", "Scheme"]
