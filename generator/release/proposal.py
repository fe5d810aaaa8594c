"""What is proposed about one API, as a pull request has it: title, body, labels, and whether it needs a person."""

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
"""none: no drift and no branch · opened, updated: the branch is new, or moved · standing: it already says all this ·
withdrawn: the upstream took it back, so the branch is gone · kept: taken back, but a person's commits are on it."""
Tests = Literal["passed", "failed", "not run"]

LIMIT: Final = 65_000
"""Characters; GitHub refuses a body of more than 65,536."""
MARGIN: Final = 3_000
"""What a report that had to be cut may be longer than it was allowed."""
PART: Final = 8_000
"""What each part below the report may be long."""
CLASSES: Final = {"breaking": "breaking", "potentially-breaking": "potentially-breaking", "non-breaking": "additive"}


@frozen(kw_only=True)
class Proposal:
    """A branch, and the pull request that belongs to it."""

    api: str
    state: State
    branch: str
    base: str
    commit: str = ""
    expected: str = ""
    """The commit that the branch had on the remote: a push may replace that one and no other."""
    update: Update | None = None
    people: tuple[str, ...] = ()
    """Who else committed to the branch."""
    tests: Tests = "not run"
    output: str = ""
    """The end of what failing tests said."""
    notes: tuple[str, ...] = ()

    @property
    def waits(self) -> str:
        """Why a person has to merge it; empty when nobody has to."""
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
        """One line: which API, what happened upstream, and the version that follows."""
        made = self.update
        if made is None:
            return f"{self.api}: upstream is as it was"
        release = f" → {made.version}" if made.version != made.before else ""
        changes = made.report.comparison.changes
        what = f"change{'' if len(changes) == 1 else 's'}" if changes else "changed"
        return f"{self.api}: {counts_text(made.report)} {what} upstream{release}"

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels that a list of pull requests is read by."""
        if self.update is None:
            return ("drift",)
        verdict = self.update.report.verdict
        return "drift", CLASSES.get(verdict, "docs-only"), f"semver:{bump(self.update.surface.source)}"

    @property
    def body(self) -> str:
        """The report, what is released, and what to do; never longer than GitHub takes."""
        made = self.update
        if made is None:
            return "The upstream's document is what the base branch has."
        rest = "\n".join(self._rest(made))
        return "\n\n".join([report.render([made.report], LIMIT - MARGIN - len(rest)), rest])

    def _rest(self, made: Update) -> list[str]:
        """What comes below the report."""
        if made.version == made.before:
            release = f"No new version: the package stays {made.before}, and the code that calls it cannot tell."
        else:
            release = (
                f"`{made.before}` → `{made.version}`. To release it as more, write a higher version into "
                f"`specs/{self.api}/VERSION` on this branch: it stays."
            )
        merging = f"A person merges this: {self.waits}." if self.waits else "Merges itself when its checks pass."
        lines = ["### Release", "", release, "", merging, ""]
        if made.told:
            lines += ["<details><summary>CHANGELOG.md</summary>", "", *_first(made.told), "", "</details>", ""]
        if self.output:
            fenced = self.output.replace("```", "'''")
            lines += ["<details><summary>Failing tests</summary>", "", f"```\n{fenced}\n```", "", "</details>", ""]
        return [*lines, *_first("\n".join(f"- {markdown(note)}" for note in (*self.notes, *made.warnings)))]

    def to_json(self) -> dict[str, Any]:
        """All of it for a program."""
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


def _first(text: str) -> list[str]:
    """The lines of *text* for which there is room, and how many are not shown."""
    lines, used = text.splitlines(), 0
    for number, line in enumerate(lines):
        used += len(line) + 1
        if used > PART:
            return [*lines[:number], "", f"… and {len(lines) - number} more lines"]
    return lines
