"""Unlock: the one question before everything else."""
