"""Shell: the house around the rooms: rail, bar, notices, lock."""
