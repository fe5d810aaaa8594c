"""What git knows of a repository and does in it, by its plain commands: the only module that runs git."""

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
"""Who commits what no person wrote. A commit by anybody else is a person's and never thrown away."""
QUIET = ("-c", "core.hooksPath=/dev/null", "-c", "commit.gpgSign=false", "-c", "core.autocrlf=false")
"""The hooks and signatures of a person's clone are for what that person commits."""
OURS = {
    f"GIT_{role}_{what}": said for role in ("AUTHOR", "COMMITTER") for what, said in (("NAME", NAME), ("EMAIL", EMAIL))
}


class GitError(GeneratorError):
    """Git could not do what it was asked."""


@frozen
class Git:
    """A repository, one of its worktrees, or a folder of one, at *root*."""

    root: Path

    def run(self, *words: str) -> str:
        """What ``git WORDS`` prints; raises `GitError` when it fails."""
        return self._bytes(*words).decode("utf-8", "replace").strip()

    def succeeds(self, *words: str) -> bool:
        """Whether ``git WORDS`` ends with status 0."""
        return not self._done(*words).returncode

    def tip(self, reference: str) -> str:
        """The commit that *reference* names; empty when there is none of that name."""
        done = self._done("rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
        return "" if done.returncode else done.stdout.decode().strip()

    def contains(self, commit: str, other: str) -> bool:
        """Whether *other* is *commit* or came before it."""
        return self.succeeds("merge-base", "--is-ancestor", other, commit)

    def people(self, until: str, *since: str) -> tuple[str, ...]:
        """Who else than us committed to *until* what is in none of *since*."""
        shown = self.run("log", "--format=%an <%ae>%n%cn <%ce>", until, "--not", *since)
        return tuple(sorted(set(shown.splitlines()) - {f"{NAME} <{EMAIL}>"}))

    def has(self, revision: str, path: str) -> bool:
        """Whether *revision* has *path*, relative to here; raises `GitError` when it is no revision."""
        if not self.tip(revision):
            raise GitError(revision, "is no revision here", "name a commit, a branch or a tag")
        return self.succeeds("cat-file", "-e", f"{revision}:./{path}")

    def show(self, revision: str, path: str) -> bytes:
        """What the file *path*, relative to here, held in *revision*."""
        return self._bytes("show", "--end-of-options", f"{revision}:./{path}")

    @contextlib.contextmanager
    def files(self, revision: str, *paths: str) -> Generator[Path]:
        """A folder, for a while, with *paths* as they were in *revision*; those it does not have are left out."""
        known = [path for path in paths if self.has(revision, path)]
        with tempfile.TemporaryDirectory(prefix="clientgen-") as folder:
            if known:
                packed = self._bytes("archive", "--format=tar", revision, "--", *known)
                with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
                    archive.extractall(folder, filter="data")
            yield Path(folder)

    @contextlib.contextmanager
    def worktree(self, revision: str) -> Generator[Git]:
        """A worktree at *revision*, for a while and on no branch: what happens in it is seen once it is committed."""
        with tempfile.TemporaryDirectory(prefix="clientgen-") as folder:
            place = Path(folder).resolve() / self.root.name
            here = self.run("rev-parse", "--show-prefix")
            self.run("worktree", "add", "--quiet", "--detach", str(place), revision)
            try:
                yield Git(place / here)
            finally:
                self.run("worktree", "remove", "--force", str(place))

    def commit(self, message: str, paths: Sequence[str]) -> str:
        """Commits what differs below *paths*, as ourselves; returns the commit."""
        self.run("add", "--all", "--", *paths)
        self.run("commit", "--quiet", "--no-verify", "--message", message)
        return self.tip("HEAD")

    def _bytes(self, *words: str) -> bytes:
        done = self._done(*words)
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"ended with {done.returncode}"]
            raise GitError(f"git {words[0]}", said[0], f"try it in {self.root}")
        return done.stdout

    def _done(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(
                ["git", *QUIET, *words], cwd=self.root, env=_surroundings(), capture_output=True, check=False
            )
        except FileNotFoundError:
            raise GitError("git", "is not installed", "this command needs it") from None


def _surroundings() -> dict[str, str]:
    """The environment without what a hook that started us says of its own repository; our name, and plain English."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | OURS | {"LC_ALL": "C"}
