"""Kit: opens a home folder, unlocks it and hands out the services; the only place where parts are put together."""
