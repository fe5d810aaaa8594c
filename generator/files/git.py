"""Runs git: the only module that does."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Generator, Sequence
from pathlib import Path

from attrs import frozen

from ..errors import GeneratorError

NAME, EMAIL = "clientgen", "clientgen@users.noreply.github.com"
"""Author of generated commits. A commit by anybody else is never discarded."""
OVERRIDES = ("-c", "core.hooksPath=/dev/null", "-c", "commit.gpgSign=false", "-c", "core.autocrlf=false")
"""Hooks and signatures of a clone are for commits by its owner, not for generated ones."""
IDENTITY = {
    f"GIT_{role}_{what}": said for role in ("AUTHOR", "COMMITTER") for what, said in (("NAME", NAME), ("EMAIL", EMAIL))
}


class GitError(GeneratorError):
    """A git command failed."""


@frozen
class Git:
    """A repository, one of its worktrees, or a folder of one, at *root*."""

    root: Path

    def run(self, *arguments: str) -> str:
        """The output of ``git ARGUMENTS``; raises `GitError` when it fails."""
        return self._bytes(*arguments).decode("utf-8", "replace").strip()

    def succeeds(self, *arguments: str) -> bool:
        """Whether ``git ARGUMENTS`` ends with status 0."""
        return not self._run(*arguments).returncode

    def tip(self, reference: str) -> str:
        """The commit that *reference* points to; empty when there is no such reference."""
        done = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
        return "" if done.returncode else done.stdout.decode().strip()

    def contains(self, commit: str, other: str) -> bool:
        """Whether *other* is *commit* or an ancestor of it."""
        return self.succeeds("merge-base", "--is-ancestor", other, commit)

    def other_committers(self, until: str, *since: str) -> tuple[str, ...]:
        """Authors and committers, except the generator, of commits in *until* that are in none of *since*."""
        shown = self.run("log", "--format=%an <%ae>%n%cn <%ce>", until, "--not", *since)
        return tuple(sorted(set(shown.splitlines()) - {f"{NAME} <{EMAIL}>"}))

    def has(self, revision: str, path: str) -> bool:
        """Whether *path*, relative to the root, exists at *revision*; raises `GitError` for an unknown revision."""
        if not self.tip(revision):
            raise GitError(revision, "is no revision here", "name a commit, a branch or a tag")
        return self.succeeds("cat-file", "-e", f"{revision}:./{path}")

    def show(self, revision: str, path: str) -> bytes:
        """The content of the file *path*, relative to the root, at *revision*."""
        return self._bytes("show", "--end-of-options", f"{revision}:./{path}")

    @contextlib.contextmanager
    def files(self, revision: str, *paths: str) -> Generator[Path]:
        """A temporary folder with *paths* as they were at *revision*; paths that did not exist are left out."""
        known = [path for path in paths if self.has(revision, path)]
        with tempfile.TemporaryDirectory(prefix="clientgen-") as folder:
            if known:
                packed = self._bytes("archive", "--format=tar", revision, "--", *known)
                with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
                    archive.extractall(folder, filter="data")
            yield Path(folder)

    @contextlib.contextmanager
    def worktree(self, revision: str) -> Generator[Git]:
        """A temporary worktree at *revision*, on no branch."""
        with tempfile.TemporaryDirectory(prefix="clientgen-") as folder:
            place = Path(folder).resolve() / self.root.name
            here = self.run("rev-parse", "--show-prefix")
            self.run("worktree", "add", "--quiet", "--detach", str(place), revision)
            try:
                yield Git(place / here)
            finally:
                self.run("worktree", "remove", "--force", str(place))

    def commit(self, message: str, paths: Sequence[str]) -> str:
        """Commit the changes below *paths* with the generator as author; returns the commit."""
        self.run("add", "--all", "--", *paths)
        self.run("commit", "--quiet", "--no-verify", "--message", message)
        return self.tip("HEAD")

    def _bytes(self, *arguments: str) -> bytes:
        done = self._run(*arguments)
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"ended with {done.returncode}"]
            raise GitError(f"git {arguments[0]}", said[0], f"try it in {self.root}")
        return done.stdout

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(
                ["git", *OVERRIDES, *arguments], cwd=self.root, env=_environment(), capture_output=True, check=False
            )
        except FileNotFoundError:
            raise GitError("git", "is not installed", "this command needs it") from None


def _environment() -> dict[str, str]:
    """The environment without the GIT_ variables of a surrounding hook, with the generator's identity, in English."""
    return (
        {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | IDENTITY | {"LC_ALL": "C"}
    )
