"""The command line: one module for each group of verbs, thin over the same services as the window."""
