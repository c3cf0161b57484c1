"""Trust: the organisation root and its signers, device identities, age boxes and canonical JSON."""
