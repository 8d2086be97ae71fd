"""What an importer refuses: a whole file (ImportRefused) or one row of it (RowFault)."""

from published.errors import Refused


class ImportRefused(Refused):
    """A file, a field map or an address is not imported; the database stays as it was."""


class RowFault(Exception):
    """One value of one row cannot be taken. Readers and field maps raise it; the pipeline counts and names the row."""

    def __init__(self, sentence: str, column: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.column = column
