"""Documentation pages against the document that was written from them: text → sections → facts → comparison."""

from generator.drift.pages.compare import Watched, compare, lacking
from generator.drift.pages.facts import Fact
from generator.drift.pages.known import Known
from generator.drift.pages.lock import Locked, dump_lock, load_lock
from generator.drift.pages.page import Page, page, refuse
from generator.drift.pages.reading import read

__all__ = [
    "Fact", "Known", "Locked", "Page", "Watched", "compare", "dump_lock", "lacking", "load_lock", "page", "read",
    "refuse",
]  # fmt: skip
