"""What a process with keys in it leaves to nobody: no memory image when it fails, no look at it for its neighbours."""

import sys

if sys.platform == "win32":

    def keep_memory_private() -> None:
        """Windows writes no core files by itself, and lets no other user read a process."""

    def memory_is_private() -> bool:
        """Whether a failing process would leave no memory image."""
        return True

else:
    import resource

    _GET_DUMPABLE, _SET_DUMPABLE = 3, 4

    def keep_memory_private() -> None:
        """Forbids memory images of this process; on Linux also that other programs of the same user read its memory.

        The limit holds for its children too. A child of another program is readable again until it calls this itself.
        """
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
        if sys.platform == "linux":
            import ctypes  # noqa: PLC0415

            ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)

    def memory_is_private() -> bool:
        """Whether a failing process would leave no memory image."""
        return resource.getrlimit(resource.RLIMIT_CORE)[0] == 0 and not _is_dumpable()

    def _is_dumpable() -> bool:
        """Whether Linux lets others of the same user look into this process."""
        if sys.platform != "linux":
            return False
        import ctypes  # noqa: PLC0415

        return bool(ctypes.CDLL(None).prctl(_GET_DUMPABLE, 0, 0, 0, 0))
