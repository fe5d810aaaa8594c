"""Errors of the generator, each one line: place, fault, and how to mend it.

GeneratorError              exit status 2
├── FactsError              an invalid api.yaml
├── DocumentError           a document cannot be read, bundled or expressed
├── EngineError             openapi-python-client rejected or dropped something
├── RenderError             a template or the formatter failed: our fault
├── TreeError               the output could not be read or written
└── FetchError
    ├── Unavailable         the upstream cannot be reached: exit status 3
    └── Refused             the upstream's document is not accepted: exit status 4
"""

from __future__ import annotations


def escaped(char: str) -> str:
    """A character that must not be sent to a terminal, as a readable escape."""
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


class GeneratorError(Exception):
    """An error with its place (*where*), the fault (*what*), and how to *mend* it."""

    status = 2

    def __init__(self, where: str, what: str, mend: str = "") -> None:
        super().__init__(where, what, mend)
        self.where = where
        self.what = what
        self.mend = mend

    def __str__(self) -> str:
        line = f"{self.where}: {self.what}" + (f"; {self.mend}" if self.mend else "")
        return "".join(char if char.isprintable() else escaped(char) for char in " ".join(line.split()))


class FactsError(GeneratorError):
    """An api.yaml is invalid."""


class DocumentError(GeneratorError):
    """A document cannot be read, bundled or expressed in Python."""


class EngineError(GeneratorError):
    """openapi-python-client rejected or dropped part of a document."""


class RenderError(GeneratorError):
    """A template or the formatter failed: an error of the generator, not of the document."""


class TreeError(GeneratorError):
    """The output could not be read or written."""


class FetchError(GeneratorError):
    """A download failed."""


class Unavailable(FetchError):
    """The upstream cannot be reached; this says nothing about the document."""

    status = 3


class Refused(FetchError):
    """The upstream responded, and its document is not accepted."""

    status = 4
