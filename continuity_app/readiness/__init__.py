"""Readiness: how much of the kit would really work, measured before it is needed; reports for it."""
