"""What a vault needs of the machine under it: a library that encrypts."""

import sqlcipher3


def cipher_version() -> str:
    """The version of SQLCipher in the database library, empty where it cannot encrypt."""
    connection = sqlcipher3.connect(":memory:")
    try:
        row = connection.execute("PRAGMA cipher_version").fetchone()
    finally:
        connection.close()
    return str(row[0]) if row and row[0] else ""
