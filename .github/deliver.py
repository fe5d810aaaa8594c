"""Delivers what `clientgen propose --format json` said: pushes the branches and keeps one pull request for each.

    python3 .github/deliver.py proposals.json [branches.bundle]
    python3 .github/deliver.py pages.md STATUS     what `clientgen drift --pages` said: one issue, while it lasts

Needs git and gh, and nothing else: no line of what was generated runs where a token can write.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

OURS = ("breaking", "potentially-breaking", "additive", "docs-only", "semver:")
"""Labels, or how they begin, that say what the last run found: those of the run before are taken off."""


DOCS = "docs-drift"
LIMIT = 65_000


def main(proposals: str, *bundle: str) -> None:
    if proposals.endswith(".md"):
        print(f"pages: {tell(Path(proposals), *bundle)}")
        return
    for file in filter(Path.exists, map(Path, bundle)):  # there is none where no branch moved
        run("git", "fetch", "--quiet", str(file), "+refs/heads/drift/*:refs/heads/drift/*")
    for proposal in json.loads(Path(proposals).read_text(encoding="utf-8"))["proposals"]:
        print(f"{proposal['api']}: {deliver(proposal)}")


def deliver(proposal: dict[str, Any]) -> str:
    """Does what *proposal* is for, and says what that was."""
    found, state = pull_request(proposal, "open"), proposal["state"]
    if state == "none":
        return "nothing to propose"
    if state == "kept":
        return "upstream is as it was; the branch stays, because a person works on it"
    if state == "withdrawn":
        if found:
            run("gh", "pr", "close", found, "--comment", "The upstream's document is what it was: nothing to merge.")
        if proposal["expected"]:
            push(proposal, "")
        return "withdrawn"
    if proposal["commit"] != proposal["expected"]:
        push(proposal, proposal["commit"])
    elif not found and pull_request(proposal, "closed"):
        return "a person closed it: it is opened again when something changes"
    found = written(proposal, found)
    if proposal["merge"]:
        run("gh", "pr", "merge", found, "--auto", "--squash")
    else:
        run("gh", "pr", "merge", found, "--disable-auto", check=False)
    return f"pull request {found} {state}" + (", merges itself when green" if proposal["merge"] else "")


def tell(report: Path, status: str) -> str:
    """Opens, rewrites or closes the issue about documentation pages; pages that were away (3, 4) change nothing."""
    listed = json.loads(run("gh", "issue", "list", "--label", DOCS, "--state", "open", "--json", "number"))
    found = str(listed[0]["number"]) if listed else ""
    if status == "0" and found:
        run("gh", "issue", "close", found, "--comment", "The pages say what specs/ holds.")
        return f"issue {found} closed"
    if status not in ("1", "10"):
        return "nothing to tell"
    with tempfile.TemporaryDirectory() as folder:
        body = Path(folder) / "body.md"
        body.write_text(report.read_text(encoding="utf-8")[:LIMIT], encoding="utf-8")
        if found:
            run("gh", "issue", "edit", found, "--body-file", str(body))
            return f"issue {found} rewritten"
        run("gh", "label", "create", DOCS, check=False)
        title = "Documentation pages say something else than specs/"
        run("gh", "issue", "create", "--title", title, "--label", DOCS, "--body-file", str(body))
    return "issue opened"


def push(proposal: dict[str, Any], commit: str) -> None:
    """Moves the branch on the remote, or takes it away, unless it moved since the proposal was made."""
    branch = f"refs/heads/{proposal['branch']}"
    lease = f"--force-with-lease={branch}:{proposal['expected']}"
    run("git", "push", "--quiet", lease, "origin", f"{commit}:{branch}")


def pull_request(proposal: dict[str, Any], state: str) -> str:
    """The number of the branch's pull request in *state*; empty when there is none."""
    asked = ("--head", proposal["branch"], "--base", proposal["base"], "--state", state)
    listed = json.loads(run("gh", "pr", "list", *asked, "--json", "number,labels,headRefOid"))
    if state == "closed":  # one that was closed over something else is no answer to this
        listed = [one for one in listed if one["headRefOid"] == proposal["commit"]]
    return str(listed[0]["number"]) if listed else ""


def written(proposal: dict[str, Any], found: str) -> str:
    """Opens or rewrites the pull request, and returns its number."""
    for label in proposal["labels"]:
        run("gh", "label", "create", label, check=False)
    with tempfile.TemporaryDirectory() as folder:
        body = Path(folder) / "body.md"
        body.write_text(proposal["body"], encoding="utf-8")
        told = ("--title", proposal["title"], "--body-file", str(body))
        if not found:
            labels = [word for label in proposal["labels"] for word in ("--label", label)]
            run("gh", "pr", "create", "--head", proposal["branch"], "--base", proposal["base"], *told, *labels)
            return pull_request(proposal, "open")
        has = {one["name"] for one in json.loads(run("gh", "pr", "view", found, "--json", "labels"))["labels"]}
        old = sorted(label for label in has - set(proposal["labels"]) if label.startswith(OURS))
        labels = [word for label in proposal["labels"] for word in ("--add-label", label)]
        run("gh", "pr", "edit", found, *told, *labels, *(word for label in old for word in ("--remove-label", label)))
    return found


def run(*words: str, check: bool = True) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if check and done.returncode:
        sys.exit(f"{' '.join(words[:3])}: {done.stderr.strip() or done.returncode}")
    return done.stdout


if __name__ == "__main__":
    main(*sys.argv[1:])
