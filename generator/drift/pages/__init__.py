"""Comparison of documentation pages with the document that was written from them: text → sections → facts."""

from .compare import PageVersions, compare, missing_facts
from .document_index import DocumentIndex
from .facts import Fact
from .lock import LockedPage, dump_lock, load_lock
from .page import Page, page, refuse
from .parsing import read

__all__ = [
    "DocumentIndex",
    "Fact",
    "LockedPage",
    "Page",
    "PageVersions",
    "compare",
    "dump_lock",
    "load_lock",
    "missing_facts",
    "page",
    "read",
    "refuse",
]  # fmt: skip
