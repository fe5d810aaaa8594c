"""Proposes an upstream change as a branch that a person can merge: one branch for each API.

The branch is the base branch and one commit on it, made again when either changed, so that it needs no rebase. Once a
person has committed to it, the base is merged into it, and later changes are committed on top. All of it happens in a
temporary worktree; branches change only at the end.
"""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

from attrs import evolve, frozen

from ..errors import GeneratorError
from ..files.git import Git, GitError
from ..packages import cache, workspace
from ..packages.workspace import Repository
from ..specs import facts
from ..specs.snapshot import LOCK, refuse_collapsed
from .proposal import Proposal, Tests
from .proposal import State as Standing
from .update import State, Update, read_state, update

Updater = Callable[[Repository, str, State, str | None], Update]
MAX_OUTPUT = 4000


@frozen(kw_only=True)
class Target:
    """Base branch and remote of a proposal, and the tests that it has to pass."""

    base: str = "main"
    remote: str = "origin"
    test: str = ""
    """Command that is run in the worktree and has to succeed; none when empty."""
    dry_run: bool = False
    """Report what would happen, and change no branch."""


def _update(repository: Repository, api: str, before: State, source: str | None) -> Update:
    return update(repository, api, before, source)


def propose(
    repository: Repository, api: str, target: Target, source: str | None = None, *, updater: Updater = _update
) -> Proposal:
    """Commit the upstream changes of *api* to its branch, and return the proposal.

    Raises `Unavailable` and `Refused` as `fetch` does, and `GitError`; all of them leave every branch unchanged.
    """
    git = Git(repository.root)
    branch = _Branch.of(git, api, target)
    with git.worktree(branch.start) as tree:
        place = Repository(tree.root)
        _refuse_stale(place, api, branch.base, repository.command)
        before = read_state(place, api)
        branch.prepare(tree, place)
        made = updater(place, api, before, source)
        now = read_state(place, api)
        refuse_collapsed(now.document, before.document, f"specs/{api}")
        found = Proposal(
            api=api, state="none", branch=branch.name, base=target.base, commit=branch.standing, expected=branch.pushed,
            people=branch.people,
        )  # fmt: skip
        if now.content == before.content:
            return _withdrawn(git, branch, found, dry_run=target.dry_run)
        found = evolve(found, update=made, notes=_notes(place, api, made))
        commit = branch.commit(tree, found.title)
        tests, output = _run_tests(target.test, tree.root)
    moved = commit not in (branch.standing, branch.here)
    if moved and not target.dry_run:
        branch.point_to(git, commit)
    what: Standing = "standing" if commit == branch.standing else "updated" if branch.standing else "opened"
    return evolve(found, state=what, commit=commit, tests=tests, output=output)


@frozen(kw_only=True)
class _Branch:
    """The branch of one API: its base, its commits here and on the remote, and who committed to it."""

    name: str
    api: str
    base: str
    start: str
    standing: str
    """Its commit: on the remote, or here where the remote has no such branch; empty where there is none."""
    pushed: str
    here: str
    people: tuple[str, ...]

    @classmethod
    def of(cls, git: Git, api: str, target: Target) -> _Branch:
        name = f"drift/{api}"
        remote = f"refs/remotes/{target.remote}"
        base = next((base for base in (f"{remote}/{target.base}", f"refs/heads/{target.base}") if git.tip(base)), "")
        if not base:
            raise GitError(f"branch {target.base}", "is not known here", "name one with --base, or run git fetch first")
        start, pushed, here = git.tip(base), git.tip(f"{remote}/{name}"), git.tip(f"refs/heads/{name}")
        if pushed and here and (unpushed := git.other_committers(here, pushed, start)):
            raise GitError(name, f"has commits of {unpushed[0]} that are not pushed", "push or delete the branch")
        standing = pushed or here
        people = git.other_committers(standing, start) if standing else ()
        return cls(
            name=name,
            api=api,
            base=target.base,
            start=start,
            standing=standing,
            pushed=pushed,
            here=here,
            people=people,
        )

    def prepare(self, tree: Git, place: Repository) -> None:
        """Check out what is already proposed: a person's whole branch, otherwise the document and its lock."""
        if self.people:
            tree.run("checkout", "--quiet", "--detach", self.standing)
            if not tree.succeeds("merge", "--quiet", "--no-edit", self.start):
                what = f"has commits of {self.people[0]} that cannot be merged with {self.base}"
                raise GitError(self.name, what, f"merge {self.base} into it by hand")
        elif self.standing:
            named = facts.read(place.specs / self.api).document.path or "openapi.json"
            for file in (f"specs/{self.api}/{named}", f"specs/{self.api}/{LOCK}"):
                if tree.succeeds("cat-file", "-e", f"{self.standing}:./{file}"):
                    tree.run("checkout", "--quiet", self.standing, "--", file)

    def commit(self, tree: Git, message: str) -> str:
        """Commit the changes in *tree*, unless an existing commit has the same content and base."""
        paths = [
            f"{folder}/{self.api}" for folder in ("specs", "generated") if (tree.root / folder / self.api).exists()
        ]
        tree.run("add", "--all", "--", *paths)
        if not tree.succeeds("diff", "--cached", "--quiet"):
            tree.commit(message, paths)
        made = tree.tip("HEAD")
        for known in (self.standing, self.here):
            same = known and tree.run("rev-parse", f"{known}^{{tree}}") == tree.run("rev-parse", f"{made}^{{tree}}")
            if same and tree.contains(known, self.start):
                return known
        return made

    def point_to(self, git: Git, commit: str) -> None:
        """Set the local branch to *commit*, or delete it where that is empty; fails if it changed meanwhile."""
        held = f"branch refs/heads/{self.name}"
        if held in git.run("worktree", "list", "--porcelain").splitlines():
            raise GitError(self.name, "is checked out", "switch to another branch, and run this again")
        reference, known = f"refs/heads/{self.name}", self.here or "0" * 40
        if commit:
            git.run("update-ref", reference, commit, known)
        elif self.here:
            git.run("update-ref", "-d", reference, known)


def _withdrawn(git: Git, branch: _Branch, found: Proposal, *, dry_run: bool) -> Proposal:
    """Delete the branch when nothing is left to propose, unless a person committed to it."""
    if not branch.standing:
        return found
    if branch.people:
        return evolve(found, state="kept")
    if not dry_run:
        branch.point_to(git, "")
    return evolve(found, state="withdrawn", commit="")


def _refuse_stale(place: Repository, api: str, base: str, mend: str) -> None:
    """Raise when `generated/` is stale: a change of the templates is no drift and must not be released as such."""
    outcome = workspace.sync_package(place, api, shared=cache.shared_key(), check=True)
    if outcome.diff:
        what = "is not what specs/ and templates/ make of it"
        raise GeneratorError(f"generated/{api} on {base}", what, f"run {mend} there first")


def _notes(place: Repository, api: str, made: Update) -> tuple[str, ...]:
    """Notes on what a person has to correct."""
    origin = facts.read(place.specs / api).document.origin
    if made.document != "by hand" and origin == "reconstruction":
        told = "`document.origin` is still `reconstruction`: if this is the vendor's own document, it is `fetched` now"
        return (f"specs/{api}/api.yaml: {told}, and its note is out of date.",)
    return ()


def _run_tests(command: str, root: Path) -> tuple[Tests, str]:
    """Run *command* in *root*; the end of its output if it fails."""
    if not command:
        return "not run", ""
    try:
        done = subprocess.run(
            shlex.split(command), cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
    except (OSError, ValueError) as error:
        raise GeneratorError("--test", f"cannot be run ({error})", "name a command that works here") from None
    said = done.stdout.decode("utf-8", "replace")[-MAX_OUTPUT:]
    return ("passed", "") if done.returncode == 0 else ("failed", said)
