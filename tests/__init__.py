"""Tests mirror the package; `builders.py` makes customers, forms, vaults and homes for all of them."""
