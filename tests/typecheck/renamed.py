"""Names of earlier versions that type checkers still know."""

from __future__ import annotations

from komos_client import FileHome, FileStore, Home, Memory, MemoryStore, RedisHome, RedisStore, Store

FILE: FileStore = FileHome("limits.sqlite")
REDIS: type[RedisStore] = RedisHome
MEMORY: type[MemoryStore] = Memory


def same(store: Home) -> Store:
    """The old name is the new one's."""
    return store
