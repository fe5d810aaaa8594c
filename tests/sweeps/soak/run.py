"""What own connections hold and leave behind, over 100,000 calls, crowds, loops, processes, and calls cut short.

    make soak

Exits with 1 when a process grows while it makes calls, a call of a crowd has no answer, a client opens more connections
than it may, processes share one, or something is left behind.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.sweeps.soak.scenes import DESCRIPTORS, MEMORY, Held, scenes
from tests.sweeps.soak.server import served


def main(words: Sequence[str]) -> int:
    """*words*: only scenes whose name holds one of them."""
    print("| what | number | took | memory before → after | |\n|---|---|---|---|---|")
    kept = True
    for what, (scene, number, _) in scenes().items():
        if words and not any(word in what for word in words):
            continue
        with served() as server:
            before, begun = Held.now(), time.monotonic()
            wrong = scene(server, number)
            took, after = time.monotonic() - begun, Held.now()
        kept &= not wrong
        memory = f"{before.memory:.0f} → {after.memory:.0f} MiB"
        print(f"| {what} | {number} | {took:.1f} s | {memory} | {'; '.join(wrong) or 'kept'} |", flush=True)
    print(
        f"\nFlat: after all calls at most {MEMORY:g} MiB, {DESCRIPTORS} descriptors, no thread more than after a fifth."
    )
    return 0 if kept else 1


if __name__ == "__main__":
    assert Path("/proc/self/statm").exists(), "memory is read from /proc"
    sys.exit(main(sys.argv[1:]))
