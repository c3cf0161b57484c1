"""Widgets: the few parts that every room is made of, each with a name for tests and one for screen readers."""
