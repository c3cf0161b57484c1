"""Offline continuity kit: serve customers while the central systems are down, and prove that nothing was lost."""

__version__ = "0.1.0"
