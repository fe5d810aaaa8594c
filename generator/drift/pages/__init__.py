"""Documentation pages against the document that was written from them: text → sections → facts → comparison."""

from .compare import Watched, compare, lacking
from .facts import Fact
from .known import Known
from .lock import Locked, dump_lock, load_lock
from .page import Page, page, refuse
from .reading import read

__all__ = [
    "Fact", "Known", "Locked", "Page", "Watched", "compare", "dump_lock", "lacking", "load_lock", "page", "read",
    "refuse",
]  # fmt: skip
