"""The reading process: parses one foreign file under limits and sends its rows, so that a bad file harms nothing else.

It is thrown away afterwards: memory and computing time are limited where the system can, and its error output is
closed, because a parser's last words may hold customer data.
"""

import os
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from continuity_app.sources.closed import limit_process
from continuity_app.sources.refusal import RefusalError
from continuity_app.sources.sandbox import close_in
from continuity_app.sources.wire import (
    Batch,
    Choice,
    Finished,
    Opened,
    Refused,
    Request,
    decode_choice,
    decode_request,
    encode,
)
from continuity_app.words import say, use_language


class Reader(Protocol):
    """A file or database that was opened: what it is, and its rows."""

    opened: Opened

    def batches(self, choice: Choice) -> Iterator[Batch | Finished]:
        """The rows, then the end."""
        ...


def read(connection: Connection, language: str) -> None:
    """The life of the process: a request, a choice of columns, batches, the end; it tells problems in a language."""
    use_language(language)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        request = decode_request(connection.recv_bytes())
        limit_process(request.memory, request.seconds)
        if not request.url:  # a database is asked over the network, on the IT machine
            close_in()
        reader = open_reader(request)
        connection.send_bytes(encode(reader.opened))
        choice = decode_choice(connection.recv_bytes())
        for message in reader.batches(choice):
            connection.send_bytes(encode(message))
    except (BrokenPipeError, EOFError):
        return  # the parent wants no more
    except RefusalError as refusal:
        connection.send_bytes(encode(Refused(refusal.code, refusal.message, refusal.next_step, refusal.row)))
    except MemoryError:
        connection.send_bytes(encode(too_large()))
    except OSError as error:
        connection.send_bytes(encode(_unreadable(error)))
    except Exception as error:  # noqa: BLE001 -- a parser may raise anything, and its message may hold customer data
        connection.send_bytes(encode(_broke(error)))


def too_large() -> Refused:
    """What is said where reading needs more memory than it may take."""
    return Refused(
        "source.too_large",
        say("Reading the file needs more memory than a source may take."),
        say("Export it as CSV, or in several parts."),
    )


def _broke(error: Exception) -> Refused:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace is not None else "?"
    return Refused(
        "source.reader_died",
        say("Reading the file ended the reader ({kind} at {where}).", kind=type(error).__name__, where=where),
        say("Open it in a spreadsheet program, save it as CSV, and use that file."),
    )


def _unreadable(error: OSError) -> Refused:
    return Refused(
        "source.unreadable",
        say("The file cannot be read: {reason}.", reason=error.strerror or "unknown reason"),
        say("Look at its place and its rights, then try again."),
    )


def open_reader(request: Request) -> Reader:
    """The reader for what is asked, by what the file really is.

    Raises:
        RefusalError: it is not read.
    """
    from continuity_app.sources.grid import Grid  # noqa: PLC0415

    if request.url:
        from continuity_app.sources.database import read_database  # noqa: PLC0415

        return Grid(read_database(request.url, request.sql), request.known, header_row=1)
    from continuity_app.sources.sniffing import kind_of  # noqa: PLC0415

    path = Path(request.path)
    kind = kind_of(path)
    if kind == "vcard":
        from continuity_app.sources.vcard import read_vcards  # noqa: PLC0415

        return read_vcards(path, request.encoding)
    if kind == "ldif":
        from continuity_app.sources.ldif import read_ldif  # noqa: PLC0415

        return read_ldif(path, request.encoding)
    if kind == "text":
        from continuity_app.sources.csv_reader import read_csv  # noqa: PLC0415

        return Grid(read_csv(path, request.encoding, request.delimiter), request.known, request.header_row)
    from continuity_app.sources.workbook import read_workbook  # noqa: PLC0415

    return Grid(read_workbook(path, kind, request.sheet), request.known, request.header_row)
