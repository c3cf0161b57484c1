"""Recovery: the ledger of every serial, the re-key queue and the exports."""
