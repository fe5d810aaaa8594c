"""What can go wrong while generating, each as one line: where, what, how to mend.

GeneratorError              exit status 2
├── FactsError              an api.yaml says something it may not
├── DocumentError           a document that cannot be read, bundled or said
├── EngineError             openapi-python-client refused or dropped something
├── RenderError             a template or the formatter failed: our fault
├── TreeError               the output could not be read or written
└── FetchError
    ├── Unavailable         the upstream could not be asked: exit status 3
    └── Refused             the upstream's answer was not taken: exit status 4
"""

from __future__ import annotations


def escaped(char: str) -> str:
    """What a terminal must not be sent, as an escape a person can read."""
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


class GeneratorError(Exception):
    """*where* it went wrong, *what* is wrong there, and how to *mend* it."""

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
    """An api.yaml says something it may not."""


class DocumentError(GeneratorError):
    """A document that cannot be read, bundled or said."""


class EngineError(GeneratorError):
    """openapi-python-client refused or dropped something."""


class RenderError(GeneratorError):
    """A template or the formatter failed; the fault is ours, not the document's."""


class TreeError(GeneratorError):
    """The output could not be read or written."""


class FetchError(GeneratorError):
    """A document could not be had."""


class Unavailable(FetchError):
    """The upstream could not be asked; this says nothing about the document."""

    status = 3


class Refused(FetchError):
    """The upstream answered, and the answer was not taken."""

    status = 4
