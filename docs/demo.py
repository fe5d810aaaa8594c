"""The quick starts of all generated packages against their fake servers, twice: as they are, and with an answer lost.

No key is needed and nothing is spent. What a client does is shown as it tells it through `on_event`.
"""

from __future__ import annotations

import functools
import os
import re
import sys
import textwrap
import time
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 100


def main() -> int:
    """Show every package; 0 when all went well."""
    failures = 0
    for place in sorted(ROOT.glob("generated/*/*/testing.py")):
        sys.path.insert(0, str(place.parents[1]))
        failures += not show(place.parent.name, place.parents[1] / "README.md")
    title("All went well" if not failures else f"{failures} went wrong")
    return min(failures, 1)


def show(package: str, readme: Path) -> bool:
    """One package: its quick start, then the same with a fault; whether no work was done twice."""
    root, kit = import_module(package), import_module(f"{package}.testing")
    service = import_module(f"{package}._service").SERVICE
    source = quick_start(readme)
    title(f"{service.title}: {len(service.operations)} operations, served on loopback")
    print(textwrap.indent(source, "    │ "))
    with kit.FakeServer() as server:
        run(source, root, service, server)
        tell_costs(package, service, server)
        name, fate, fault = dearest(package, service, server)
        title(f"The same once more, and {name} {fate}", "·")
        server.reset()
        server.fault(name, times=1, **fault)
        run(source, root, service, server)
        asked, done = server.requests[name], server.executions[name]
        print(f"  {name}: {asked} requests, work done {'once' if done == 1 else f'{done} times'}")
    return (asked, done) == (2, 1)


def quick_start(readme: Path) -> str:
    """The first example of a README's quick start."""
    section = readme.read_text(encoding="utf-8").partition("## Quick start")[2]
    return next(iter(re.findall(r"```python\n(.*?)```", section, re.DOTALL)))


def run(source: str, root: Any, service: Any, server: Any) -> None:
    """Run *source* as a person would, with a client that tells what it does."""
    started = time.monotonic()

    def tell(event: Any) -> None:
        print(f"  {time.monotonic() - started:5.2f} s  {event}")

    usual = getattr(root, service.title)
    setattr(root, service.title, functools.partial(usual, on_event=tell))
    os.environ.update(server.environ)
    try:
        exec(compile(source, "quick start", "exec"), {"print": functools.partial(print, "         →")})
    finally:
        setattr(root, service.title, usual)


def operation(package: str, service: Any, name: str) -> Any:
    """The facts of one operation."""
    return import_module(f"{package}._runtime.registry").find(service, name)


def tell_costs(package: str, service: Any, server: Any) -> None:
    """What the calls would have cost, where facts know it."""
    for name, count in server.executions.items():
        credits_ = operation(package, service, name).credits
        if credits_ and credits_ != "free":
            print(f"  {name} × {count} would have cost: {credits_}")


def dearest(package: str, service: Any, server: Any) -> tuple[str, str, dict[str, Any]]:
    """A call that must not be done twice, what is to befall it, and the fault that does it."""
    kinds = {name: operation(package, service, name).repeat.kind for name in server.executions}
    for name, kind in kinds.items():
        if kind == "keyed":
            return name, "loses its answer after the work was done", {"drop": "after-work"}
    name = next(name for name, kind in kinds.items() if kind == "once")
    return name, "is refused (429) the first time", {"status": 429, "retry_after": 0.3}


def title(text: str, line: str = "─") -> None:
    """A heading."""
    print(f"\n{line * 2} {text} ".ljust(WIDTH, line) + "\n")


if __name__ == "__main__":
    sys.exit(main())
