"""What a vault needs of the machine under it: a library that encrypts, and no core dumps with keys in them."""

import sqlcipher3

try:
    import resource
except ImportError:  # Windows writes no core files by itself
    resource = None  # type: ignore[assignment]


def cipher_version() -> str:
    """The version of SQLCipher in the database library, empty where it cannot encrypt."""
    connection = sqlcipher3.connect(":memory:")
    try:
        row = connection.execute("PRAGMA cipher_version").fetchone()
    finally:
        connection.close()
    return str(row[0]) if row and row[0] else ""


def forbid_core_dumps() -> None:
    """Makes the system write no memory image of this process when it fails; for good, children included."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def core_dumps_are_off() -> bool:
    """Whether a failing process would leave no memory image."""
    return resource is None or resource.getrlimit(resource.RLIMIT_CORE)[0] == 0
