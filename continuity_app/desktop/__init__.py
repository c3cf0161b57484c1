"""The window: all of Qt, thin over the same services as the command line."""
