"""The one exception inside the reading process: this file is not read, and here is why."""


class RefusalError(Exception):
    """Tells the parent what to raise.

    Attributes:
        code: stable name of the error.
        message: what is wrong, one sentence, without the file's name and without its contents.
        next_step: what to do about it.
        row: where, 0 for the file as a whole.
    """

    def __init__(self, code: str, message: str, next_step: str, row: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.next_step = next_step
        self.row = row
