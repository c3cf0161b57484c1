"""Vault: ways in (slots), key derivation, SQLCipher connections, two-copy files and locks."""
