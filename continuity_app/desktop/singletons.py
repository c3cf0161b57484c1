"""Keeps Python's singletons alive under PySide 6.12 on Python 3.11.

PySide 6.12 is built as if None, True and False could not die, which holds from Python 3.12 on (PEP 683). On 3.11 every
Qt call that gives one of them back takes one reference too many; after some thousands of calls the interpreter stops
with "deallocating None". Measured: `QWidget().layout()` costs one reference to None a call. A count that cannot be used
up in a lifetime puts that right; nothing is lost by it, for these objects are never freed.
"""

import ctypes
import sys

IMMORTAL_FROM = (3, 12)
ENOUGH = 1 << 40


def hold_singletons() -> None:
    """Gives the singletons references to spare; does nothing where Python itself makes them immortal."""
    if sys.version_info >= IMMORTAL_FROM:
        return
    for singleton in (None, True, False, NotImplemented, Ellipsis):
        if sys.getrefcount(singleton) < ENOUGH:
            # The count is the first field of every object in a release build of CPython.
            ctypes.c_ssize_t.from_address(id(singleton)).value += ENOUGH
