"""The pull request for one API: title, body, labels, and whether a person has to merge it."""

from __future__ import annotations

from typing import Any, Final, Literal

from attrs import frozen

from ..drift import Comparison
from ..drift.report import markdown as report
from ..drift.report.contents import WORDS, counts_text
from ..drift.report.escaping import markdown
from ..drift.version import bump
from .update import Update

State = Literal["none", "opened", "updated", "standing", "withdrawn", "kept"]
"""none: no drift and no branch · opened, updated: the branch is new, or changed · standing: it is up to date ·
withdrawn: the upstream reverted its change; the branch was deleted · kept: it was not, for a person committed to it."""
Tests = Literal["passed", "failed", "not run"]

MAX_BODY: Final = 65_000
"""Characters; GitHub rejects a body of more than 65,536."""
MARGIN: Final = 3_000
"""Characters that a shortened report may exceed its limit by."""
MAX_SECTION: Final = 8_000
"""Characters of each section below the report."""
CLASSES: Final = {"breaking": "breaking", "potentially-breaking": "potentially-breaking", "non-breaking": "additive"}


@frozen(kw_only=True)
class Proposal:
    """A branch and its pull request."""

    api: str
    state: State
    branch: str
    base: str
    commit: str = ""
    expected: str = ""
    """The commit of the branch on the remote, for a push with lease."""
    update: Update | None = None
    people: tuple[str, ...] = ()
    """Other committers to the branch."""
    tests: Tests = "not run"
    output: str = ""
    """End of the output of failing tests."""
    notes: tuple[str, ...] = ()

    @property
    def waits(self) -> str:
        """The reason why a person has to merge it; empty when it can merge itself."""
        if self.update is None or self.state in ("none", "withdrawn", "kept"):
            return "there is nothing to merge"
        verdict, source = self.update.report.verdict, self.update.surface.source
        if verdict in ("breaking", "potentially-breaking"):
            return f"it is {WORDS[verdict]} on the wire"
        if source.endswith("-breaking"):
            return f"the new package {WORDS[source]}"
        if self.people:
            return f"{', '.join(name.partition(' <')[0] for name in self.people)} committed to it"
        return {"passed": "", "failed": "its tests fail", "not run": "nobody ran its tests"}[self.tests]

    @property
    def title(self) -> str:
        """One line: the API, what changed upstream, and the next version."""
        made = self.update
        if made is None:
            return f"{self.api}: upstream is as it was"
        release = f" → {made.version}" if made.version != made.before else ""
        changes = made.report.comparison.changes
        what = f"change{'' if len(changes) == 1 else 's'}" if changes else "changed"
        return f"{self.api}: {counts_text(made.report)} {what} upstream{release}"

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of the pull request."""
        if self.update is None:
            return ("drift",)
        verdict = self.update.report.verdict
        return "drift", CLASSES.get(verdict, "docs-only"), f"semver:{bump(self.update.surface.source)}"

    @property
    def body(self) -> str:
        """The report, the release and what to do, within GitHub's limit."""
        made = self.update
        if made is None:
            return "The upstream's document is what the base branch has."
        rest = "\n".join(self._rest(made))
        return "\n\n".join([report.render([made.report], MAX_BODY - MARGIN - len(rest)), rest])

    def _rest(self, made: Update) -> list[str]:
        """The sections below the report."""
        if made.version == made.before:
            release = f"No new version: the package stays {made.before}, and the code that calls it cannot tell."
        else:
            release = (
                f"`{made.before}` → `{made.version}`. To release it as more, write a higher version into "
                f"`specs/{self.api}/VERSION` on this branch: it stays."
            )
        merging = f"A person merges this: {self.waits}." if self.waits else "Merges itself when its checks pass."
        lines = ["### Release", "", release, "", merging, ""]
        if made.changelog:
            lines += ["<details><summary>CHANGELOG.md</summary>", "", *_shortened(made.changelog), "", "</details>", ""]
        if self.output:
            fenced = self.output.replace("```", "'''")
            lines += ["<details><summary>Failing tests</summary>", "", f"```\n{fenced}\n```", "", "</details>", ""]
        return [*lines, *_shortened("\n".join(f"- {markdown(note)}" for note in (*self.notes, *made.warnings)))]

    def to_json(self) -> dict[str, Any]:
        """The proposal as JSON values."""
        made = self.update
        found = made.report.comparison if made else Comparison()
        return {
            "api": self.api, "state": self.state, "branch": self.branch, "base": self.base, "commit": self.commit,
            "expected": self.expected, "title": self.title, "labels": list(self.labels), "body": self.body,
            "class": found.klass, "wire": found.wire,
            "source": made.surface.source if made else "identical",
            "bump": bump(made.surface.source) if made else "none",
            "version": {"from": made.before, "to": made.version} if made else None,
            "people": list(self.people), "tests": self.tests, "merge": not self.waits, "waits_because": self.waits,
        }  # fmt: skip


def _shortened(text: str) -> list[str]:
    """The lines of *text* that fit, and the number of those that do not."""
    lines, used = text.splitlines(), 0
    for number, line in enumerate(lines):
        used += len(line) + 1
        if used > MAX_SECTION:
            return [*lines[:number], "", f"… and {len(lines) - number} more lines"]
    return lines
