"""Keeps `generated/` in step with `specs/`: renders what changed, compares or writes it, and says what came of it."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Literal

from attrs import field, frozen

from ..errors import FactsError
from ..files import tree
from ..files.own import CHECKOUT
from ..files.tree import Tree, TreeDiff
from ..specs.folder import DOCUMENTS, FACTS
from . import cache
from .cache import Memo

State = Literal["in step", "changed", "stale"]


@frozen(kw_only=True)
class Outcome:
    """What came of keeping one API's package in step."""

    api: str
    state: State
    operations: int
    models: int
    files: int
    seconds: float
    diff: TreeDiff
    """Where the package on disk was not what it should be."""
    warnings: tuple[str, ...] = ()


@frozen
class Repository:
    """Where things are below a repository's *root*: by default the working directory."""

    root: Path = field(factory=Path.cwd)

    @property
    def specs(self) -> Path:
        """Facts and documents, a folder for each API."""
        return self.root / "specs"

    @property
    def generated(self) -> Path:
        """What is made of them, a folder for each API."""
        return self.root / "generated"

    def memo(self, api: str) -> Path:
        """Where it is remembered what the last render of *api* came to; git does not see it."""
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

    def orphans(self) -> tuple[str, ...]:
        """Packages below `generated/` whose API is gone."""
        return tree.orphans(self.generated, self.apis())

    def sweep(self) -> tuple[str, ...]:
        """Removes those packages, and says which they were."""
        return tree.sweep(self.generated, self.apis())


def keep(repository: Repository, api: str, *, shared: str, check: bool, cached: bool = True) -> Outcome:
    """Makes the package of *api* what its inputs say it should be; with *check*, only says where it is not.

    *shared* is `cache.shared_key`. Unless *cached* is false, inputs that have been rendered before are not rendered
    again as long as every file is as that render left it.
    """
    started = perf_counter()
    made_from = cache.key(shared, repository.specs / api)
    place, target = repository.memo(api), repository.generated / api
    known = cache.recall(place, made_from) if cached else None
    if known is not None:
        diff = tree.compare(known.digests, Tree.read(target).digests())
        if check or not diff:
            return _outcome(api, known, diff, started, check=check)
    rendered, known = _render(repository.specs / api)
    diff = rendered.diff(Tree.read(target)) if check else rendered.write(target)
    cache.remember(place, made_from, known)
    return _outcome(api, known, diff, started, check=check)


def _render(directory: Path) -> tuple[Tree, Memo]:
    from .pipeline import render_api

    rendered = render_api(directory)
    return rendered.tree, Memo(
        operations=rendered.operations,
        models=rendered.models,
        warnings=rendered.warnings,
        digests=rendered.tree.digests(),
    )


def _outcome(api: str, made: Memo, diff: TreeDiff, started: float, *, check: bool) -> Outcome:
    return Outcome(
        api=api,
        state=("stale" if check else "changed") if diff else "in step",
        operations=made.operations,
        models=made.models,
        files=len(made.digests),
        seconds=perf_counter() - started,
        diff=diff,
        warnings=made.warnings,
    )
