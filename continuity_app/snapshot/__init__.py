"""Snapshot: a plan becomes a signed, encrypted package; a package is verified and becomes the contacts of a vault."""
