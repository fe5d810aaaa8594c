"""Stands for GitHub's command line: keeps pull requests in a file, and closes those whose branch is gone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

PLACE = Path(os.environ["FAKE_GH"])


def option(name: str) -> str:
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else ""


def options(name: str) -> list[str]:
    return [after for word, after in zip(sys.argv, sys.argv[1:], strict=False) if word == name]


def tip(branch: str) -> str:
    asked = ["git", "ls-remote", "origin", f"refs/heads/{branch}"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout[:40]


def main() -> object:
    state: dict[str, Any] = json.loads(PLACE.read_text()) if PLACE.exists() else {"requests": [], "labels": []}
    requests, words = state["requests"], sys.argv[1:]
    for one in requests:
        head = tip(one["head"])
        one["headRefOid"] = head or one["headRefOid"]
        one["state"] = one["state"] if head else "closed"
    said: object = None
    match words[:2]:
        case ["label", "create"]:
            state["labels"] += [words[2]] if words[2] not in state["labels"] else sys.exit("it exists")
        case ["pr", "list"]:
            wanted = (option("--head"), option("--base"), option("--state"))
            said = [one for one in requests if (one["head"], one["base"], one["state"]) == wanted]
        case ["pr", "create"]:
            requests.append(
                {
                    "number": len(requests) + 1,
                    "state": "open",
                    "head": option("--head"),
                    "base": option("--base"),
                    "title": option("--title"),
                    "body": Path(option("--body-file")).read_text(),
                    "labels": [{"name": name} for name in sorted(options("--label"))],
                    "auto": False,
                    "headRefOid": tip(option("--head")) or sys.exit("no such branch"),
                }
            )
        case ["issue", "list"]:
            said = [one for one in state.get("issues", []) if one["open"] and one["label"] == option("--label")]
        case ["issue", "create"]:
            issues = state.setdefault("issues", [])
            body = Path(option("--body-file")).read_text()
            issues.append({"number": len(issues) + 1, "open": True, "label": option("--label"), "body": body})
        case ["issue", verb]:
            one = next(one for one in state["issues"] if str(one["number"]) == words[2])
            one |= {"open": False} if verb == "close" else {"body": Path(option("--body-file")).read_text()}
        case ["pr", verb]:
            one = next(one for one in requests if str(one["number"]) == words[2])
            if verb == "view":
                said = one
            elif verb == "close":
                one["state"] = "closed"
            elif verb == "merge":
                one["auto"] = "--auto" in words
            elif verb == "edit":
                names = {label["name"] for label in one["labels"]} | set(options("--add-label"))
                one["labels"] = [{"name": name} for name in sorted(names - set(options("--remove-label")))]
                one |= {"title": option("--title"), "body": Path(option("--body-file")).read_text()}
    PLACE.write_text(json.dumps(state))
    return said


if __name__ == "__main__":
    if (answer := main()) is not None:
        print(json.dumps(answer))
