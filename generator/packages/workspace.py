"""Keeps `generated/` in step with `specs/`: renders what changed, and compares it or writes it."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Literal

from attrs import field, frozen

from ..errors import FactsError
from ..files import tree
from ..files.installation import CHECKOUT
from ..files.tree import Tree, TreeDiff
from ..specs.folder import DOCUMENTS, FACTS
from . import cache
from .cache import CachedRender

State = Literal["in step", "changed", "stale"]


@frozen(kw_only=True)
class Outcome:
    """Result of `sync_package` for one API."""

    api: str
    state: State
    operations: int
    models: int
    files: int
    seconds: float
    diff: TreeDiff
    """Files on disk that differed from the render."""
    warnings: tuple[str, ...] = ()


@frozen
class Repository:
    """Paths below a repository's *root*, by default the working directory."""

    root: Path = field(factory=Path.cwd)

    @property
    def specs(self) -> Path:
        """Facts and documents, a folder for each API."""
        return self.root / "specs"

    @property
    def generated(self) -> Path:
        """Generated packages, a folder for each API."""
        return self.root / "generated"

    def cache_file(self, api: str) -> Path:
        """Cache file of the last render of *api*; git ignores it."""
        return self.root / ".cache" / "generate" / f"{api}.json"

    @property
    def command(self) -> str:
        """The command that puts `generated/` back in step with `specs/`."""
        return "make generate" if self.root == CHECKOUT else "clientgen generate"

    def apis(self, chosen: Sequence[str] = ()) -> tuple[str, ...]:
        """The *chosen* APIs, or all, in alphabetical order; raises `FactsError` for one that does not exist."""
        known = sorted({file.parent.name for name in (FACTS, *DOCUMENTS) for file in self.specs.glob(f"*/{name}")})
        if not known:
            mend = f"put a document into specs/NAME/{DOCUMENTS[1]}, or name the folder that holds specs/ with --root"
            raise FactsError(str(self.specs), "holds no API", mend)
        for name in chosen:
            if name not in known:
                near = difflib.get_close_matches(name.lower(), known, cutoff=0.5)
                mend = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(known)}"
                raise FactsError("specs", f"there is no API {name!r}", mend)
        return tuple(sorted(set(chosen) or known))

    def package_clashes(self) -> dict[str, FactsError]:
        """API → the error that an API before it has a package of the same name: only one of them can be installed."""
        first: dict[str, str] = {}
        clashes: dict[str, FactsError] = {}
        for api in self.apis():
            for package in (path.parent.name for path in (self.generated / api).glob("*/_runtime")):
                if first.setdefault(package, api) != api:
                    what = f"package: {package!r} is that of {first[package]!r} too"
                    mend = "choose another, for only one of them can be installed"
                    clashes[api] = FactsError(str(self.specs / api / FACTS), what, mend)
        return clashes

    def orphans(self) -> tuple[str, ...]:
        """Packages below `generated/` whose API no longer exists."""
        return tree.orphans(self.generated, self.apis())

    def sweep(self) -> tuple[str, ...]:
        """Remove those packages and return their names."""
        return tree.sweep(self.generated, self.apis())


def sync_package(repository: Repository, api: str, *, shared: str, check: bool, cached: bool = True) -> Outcome:
    """Render the package of *api* and write what differs; with *check*, only compare.

    *shared* is `cache.shared_key`. Unless *cached* is false, unchanged inputs are not rendered again while the files on
    disk are as the last render left them.
    """
    started = perf_counter()
    key = cache.key(shared, repository.specs / api)
    cache_file, target = repository.cache_file(api), repository.generated / api
    known = cache.load(cache_file, key) if cached else None
    if known is not None:
        diff = tree.compare(known.digests, Tree.read(target).digests())
        if check or not diff:
            return _outcome(api, known, diff, started, check=check)
    rendered, known = _render(repository.specs / api)
    diff = rendered.diff(Tree.read(target)) if check else rendered.write(target)
    cache.store(cache_file, key, known)
    return _outcome(api, known, diff, started, check=check)


def _render(directory: Path) -> tuple[Tree, CachedRender]:
    from .pipeline import render_api

    rendered = render_api(directory)
    return rendered.tree, CachedRender(
        operations=rendered.operations,
        models=rendered.models,
        warnings=rendered.warnings,
        digests=rendered.tree.digests(),
    )


def _outcome(api: str, render: CachedRender, diff: TreeDiff, started: float, *, check: bool) -> Outcome:
    return Outcome(
        api=api,
        state=("stale" if check else "changed") if diff else "in step",
        operations=render.operations,
        models=render.models,
        files=len(render.digests),
        seconds=perf_counter() - started,
        diff=diff,
        warnings=render.warnings,
    )
