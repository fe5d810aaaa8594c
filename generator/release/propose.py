"""From what an upstream has now to a branch that a person can merge: one stable branch for each API, in git alone.

The branch is always the base branch and one commit on it, made anew when either moved, so that nobody has to rebase it.
Once a person has committed to it, it is theirs: the base is merged into it, and what is new comes on top. Everything
happens in a worktree of its own; until a branch is moved, in the end, nothing that was there has changed.
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
from .update import State, Update, state, update

Bring = Callable[[Repository, str, State, str | None], Update]
MOST_OUTPUT = 4000


@frozen(kw_only=True)
class Aim:
    """Where a proposal goes, and what it has to stand."""

    base: str = "main"
    remote: str = "origin"
    test: str = ""
    """A command that the branch has to pass, run in its worktree; nothing is run when empty."""
    dry: bool = False
    """Say what would happen, and move no branch."""


def _bring(repository: Repository, api: str, before: State, source: str | None) -> Update:
    return update(repository, api, before, source)


def propose(
    repository: Repository, api: str, aim: Aim, source: str | None = None, *, bring: Bring = _bring
) -> Proposal:
    """Puts what changed upstream of *api* on its branch, and says what is to be proposed about it.

    Raises `Unavailable` and `Refused` as `fetch` does, and `GitError`; all of them leave every branch as it was.
    """
    git = Git(repository.root)
    there = _Branch.of(git, api, aim)
    with git.worktree(there.start) as tree:
        place = Repository(tree.root)
        _refuse_stale(place, api, there.base, repository.command)
        before = state(place, api)
        there.prepare(tree, place)
        made = bring(place, api, before, source)
        now = state(place, api)
        refuse_collapsed(now.document, before.document, f"specs/{api}")
        found = Proposal(
            api=api, state="none", branch=there.name, base=aim.base, commit=there.standing, expected=there.pushed,
            people=there.people,
        )  # fmt: skip
        if now.content == before.content:
            return _withdrawn(git, there, found, dry=aim.dry)
        found = evolve(found, update=made, notes=_notes(place, api, made))
        commit = there.settle(tree, found.title)
        tests, output = _tested(aim.test, tree.root)
    moved = commit not in (there.standing, there.here)
    if moved and not aim.dry:
        there.move(git, commit)
    what: Standing = "standing" if commit == there.standing else "updated" if there.standing else "opened"
    return evolve(found, state=what, commit=commit, tests=tests, output=output)


@frozen(kw_only=True)
class _Branch:
    """The branch of one API: where it starts, where it stands, and who is on it."""

    name: str
    api: str
    base: str
    start: str
    standing: str
    """Its commit: the remote's, or the one here where no remote has it; empty where there is none."""
    pushed: str
    here: str
    people: tuple[str, ...]

    @classmethod
    def of(cls, git: Git, api: str, aim: Aim) -> _Branch:
        name = f"drift/{api}"
        remote = f"refs/remotes/{aim.remote}"
        base = next((base for base in (f"{remote}/{aim.base}", f"refs/heads/{aim.base}") if git.tip(base)), "")
        if not base:
            raise GitError(f"branch {aim.base}", "is not known here", "name one with --base, or run git fetch first")
        start, pushed, here = git.tip(base), git.tip(f"{remote}/{name}"), git.tip(f"refs/heads/{name}")
        if pushed and here and (unpushed := git.people(here, pushed, start)):
            raise GitError(name, f"has commits of {unpushed[0]} that are not pushed", "push or delete the branch")
        standing = pushed or here
        people = git.people(standing, start) if standing else ()
        return cls(
            name=name, api=api, base=aim.base, start=start, standing=standing, pushed=pushed, here=here, people=people
        )

    def prepare(self, tree: Git, place: Repository) -> None:
        """Puts into *tree* what is already proposed: all that a person made of it, else the document and its lock."""
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

    def settle(self, tree: Git, message: str) -> str:
        """Commits what is in *tree*, unless a commit that is known says the same of the same base."""
        paths = [f"{room}/{self.api}" for room in ("specs", "generated") if (tree.root / room / self.api).exists()]
        tree.run("add", "--all", "--", *paths)
        if not tree.succeeds("diff", "--cached", "--quiet"):
            tree.commit(message, paths)
        made = tree.tip("HEAD")
        for known in (self.standing, self.here):
            same = known and tree.run("rev-parse", f"{known}^{{tree}}") == tree.run("rev-parse", f"{made}^{{tree}}")
            if same and tree.contains(known, self.start):
                return known
        return made

    def move(self, git: Git, commit: str) -> None:
        """Makes the branch here *commit*, or takes it away where that is empty, unless somebody else just moved it."""
        held = f"branch refs/heads/{self.name}"
        if held in git.run("worktree", "list", "--porcelain").splitlines():
            raise GitError(self.name, "is checked out", "switch to another branch, and run this again")
        reference, known = f"refs/heads/{self.name}", self.here or "0" * 40
        if commit:
            git.run("update-ref", reference, commit, known)
        elif self.here:
            git.run("update-ref", "-d", reference, known)


def _withdrawn(git: Git, there: _Branch, found: Proposal, *, dry: bool) -> Proposal:
    """What becomes of the branch once there is nothing to propose any more."""
    if not there.standing:
        return found
    if there.people:
        return evolve(found, state="kept")
    if not dry:
        there.move(git, "")
    return evolve(found, state="withdrawn", commit="")


def _refuse_stale(place: Repository, api: str, base: str, mend: str) -> None:
    """Because a change of the templates is no drift, and must not be released as some."""
    outcome = workspace.keep(place, api, shared=cache.shared_key(), check=True)
    if outcome.diff:
        what = "is not what specs/ and templates/ make of it"
        raise GeneratorError(f"generated/{api} on {base}", what, f"run {mend} there first")


def _notes(place: Repository, api: str, made: Update) -> tuple[str, ...]:
    """What only a person can set right."""
    origin = facts.read(place.specs / api).document.origin
    if made.document != "by hand" and origin == "reconstruction":
        told = "`document.origin` is still `reconstruction`: if this is the vendor's own document, it is `fetched` now"
        return (f"specs/{api}/api.yaml: {told}, and its note is out of date.",)
    return ()


def _tested(command: str, root: Path) -> tuple[Tests, str]:
    """Whether *command* succeeds in *root*, and the end of what it said if not."""
    if not command:
        return "not run", ""
    try:
        done = subprocess.run(
            shlex.split(command), cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
    except (OSError, ValueError) as error:
        raise GeneratorError("--test", f"cannot be run ({error})", "name a command that works here") from None
    said = done.stdout.decode("utf-8", "replace")[-MOST_OUTPUT:]
    return ("passed", "") if done.returncode == 0 else ("failed", said)
