"""Journal: the append-only, signed, chained log of everything that happened, and the projections computed from it."""
