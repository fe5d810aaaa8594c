"""One document: every response schema and every operation, each tried, with what came of it."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import Any

import httpx
from attrs import field, frozen

from benchmarks.faithfulness.calls import Drawn, arguments, drawn, judged, structured
from benchmarks.faithfulness.draw import STRANGER, Drawer, UndrawableError
from benchmarks.faithfulness.original import Json, Original
from benchmarks.faithfulness.package import Package, generated
from generator.plan.values import Entry
from generator.pointers import pointer_to

INSTANCES = 3
"""Drawn for each response schema."""


@frozen
class Verdict:
    """What came of one operation or one response schema."""

    where: str
    outcome: str
    """``passed``, ``failed`` or ``undrawable``."""
    why: str = ""


@frozen(kw_only=True)
class Outcome:
    """What came of one document."""

    name: str
    answers: list[Verdict] = field(factory=list)
    calls: list[Verdict] = field(factory=list)


class Check:
    """Tries one package against its document."""

    def __init__(self, name: str, document: Json, seed: int, package: Package) -> None:
        self.original, self.package, self.seed = Original(document), package, seed
        self.outcome = Outcome(name=name)
        self._known: dict[tuple[int, str], Verdict] = {}

    def run(self) -> Outcome:
        """Every operation, its answers first."""
        for method, path, operation in self.original.operations():
            where = f"{method} {path}"
            entry = self._entry(method, path)
            if entry is None:
                self.outcome.calls.append(Verdict(where, "failed", "no method"))
                continue
            self._answers(where, operation, entry)
            self.outcome.calls.append(self._call(where, path, operation, entry))
        return self.outcome

    def _entry(self, method: str, path: str) -> Entry | None:
        wanted = pointer_to("paths", path, method.lower())
        return self.package.entries.get((method, wanted)) or next(
            (one for (verb, _), one in self.package.entries.items() if verb == method and one.call.path == path), None
        )

    def _random(self, *words: str) -> Random:
        return Random(f"{self.seed} {' '.join(words)}")

    # Answers

    def _answers(self, where: str, operation: Json, entry: Entry) -> None:
        for code, response in (operation.get("responses") or {}).items():
            status = str(code)
            content = self.original.follow(response).get("content") if not status.startswith("x-") else None
            for media, holder in (content or {}).items():
                if structured(media) != "json" or not isinstance(holder, dict) or "schema" not in holder:
                    continue
                said = [a for a in entry.call.answers if a.status == status.upper() or a.status == status]
                match = next((a for a in said if a.media_type == media), None)
                if match is None:  # another spelling of JSON, told in the report
                    continue
                key = (
                    id(holder["schema"]) if "$ref" not in holder["schema"] else hash(str(holder["schema"])),
                    match.annotation,
                )
                if key not in self._known:
                    self._known[key] = self._answer(f"{where} {status}", holder["schema"], match.annotation)
                known = self._known[key]
                self.outcome.answers.append(Verdict(f"{where} {status}", known.outcome, known.why))

    def _answer(self, where: str, schema: Any, annotation: str) -> Verdict:
        drawer = Drawer(self.original, self._random("answer", where), "read")
        try:
            values = drawer.some(schema, INSTANCES)
        except UndrawableError as error:
            return Verdict(where, "undrawable", str(error))
        except Exception as error:  # noqa: BLE001
            return Verdict(where, "undrawable", f"{type(error).__name__}: {error}"[:200])
        for value in values:
            if why := self.survives(value, annotation):
                return Verdict(where, "failed", why)
        return Verdict(where, "passed")

    def survives(self, value: Any, annotation: str) -> str:
        """Why *value* does not survive decoding and encoding; empty when it does."""
        misfits: list[Any] = []
        before = json.dumps(value)
        try:
            decoded = self.package.codec.decode(annotation, value, misfits.append)
            again = self.package.codec.encode(decoded)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is the finding)
            return f"{type(error).__name__}: {error}"[:300]
        if again != json.loads(before):
            return f"{annotation}: {difference(json.loads(before), again)}"
        surprises = [one for one in misfits if STRANGER not in one.where]
        return f"{annotation}: drift {surprises[0]} of {before:.200}" if surprises else ""

    # Calls

    def _call(self, where: str, path: str, operation: Json, entry: Entry) -> Verdict:
        tried = 0
        why = ""
        for kind, everything, rich in (("all", True, False), ("rich", True, True), ("required", False, False)):
            random = self._random(kind, where)
            drawer = Drawer(self.original, random, "write", tame=True, full=everything)
            try:
                said = drawn(self.original, operation, entry, drawer, everything=everything)
            except UndrawableError as error:
                why = str(error)
                continue
            except Exception as error:  # noqa: BLE001
                why = f"{type(error).__name__}: {error}"[:200]
                continue
            tried += 1
            if fault := self._made(path, operation, entry, said, rich=rich):
                return Verdict(where, "failed", f"{kind}: {fault}")
        return Verdict(where, "passed") if tried else Verdict(where, "undrawable", why)

    def _made(self, path: str, operation: Json, entry: Entry, said: Drawn, *, rich: bool) -> str:
        requests: list[httpx.Request] = []
        status, media, body = self._reply(operation, entry)

        def answer(request: httpx.Request) -> httpx.Response:
            request.read()
            requests.append(request)
            return httpx.Response(status, content=body, headers={"content-type": media} if media else {})

        try:
            positional, named = arguments(self.package, entry, said, rich=rich)
            with self.package.client(answer) as client:
                result = self.package.method(client, entry)(*positional, **named)
            if len(requests) != 1:
                return f"{len(requests)} requests"
            judged(self.original, path, operation, said, requests[0])
        except Exception as error:  # noqa: BLE001
            return f"{type(error).__name__}: {error}"[:300]
        return self._given(result, media, body)

    def _given(self, result: Any, media: str, body: bytes) -> str:
        """What the method returned is what the answer said."""
        if not body or structured(media) != "json":
            return ""
        whole = json.loads(body)
        if type(result).__name__ == "Page":
            return ""
        again = self.package.codec.encode(result)
        return "" if again == whole else f"returns {difference(whole, again)}"

    def _reply(self, operation: Json, entry: Entry) -> tuple[int, str, bytes]:
        """(status, media type, body) of an answer that the document allows."""
        found: list[tuple[int, str, bytes]] = []
        for status, response in (operation.get("responses") or {}).items():
            if not str(status)[:1].isdigit() or str(status)[0] != "2":
                continue
            code = int(str(status).upper().replace("X", "0"))
            content = self.original.follow(response).get("content") or {}
            for media, holder in content.items():
                if structured(media) != "json":
                    continue
                try:
                    schema = (holder or {}).get("schema", {})
                    drawer = Drawer(self.original, self._random("reply", str(status), entry.name), "read")
                    value = drawer.some(schema, 1)[0]
                except Exception:  # noqa: BLE001  (that it cannot be drawn is told with the answers)
                    continue
                found.append((code, "application/json" if "*" in media else media, json.dumps(value).encode()))
            if not content:
                found.append((code, "", b""))
        return max(found, key=lambda one: bool(one[2])) if found else (204, "", b"")


def difference(one: Any, other: Any, where: str = "$") -> str:
    """Where two JSON values differ first."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in [*one, *(key for key in other if key not in one)]:
            if key not in one or key not in other:
                return f"{where}.{key} is {'lost' if key in one else 'new'}"
            if one[key] != other[key]:
                return difference(one[key], other[key], f"{where}.{key}")
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (a, b) in enumerate(zip(one, other, strict=True)):
            if a != b:
                return difference(a, b, f"{where}[{index}]")
    return f"{where}: {one!r:.100} comes back as {other!r:.100}"


def check(document: Json, name: str, seed: int = 0) -> Outcome:
    """Generate the package of *document* (bundled) and try it."""
    with generated(document, name) as package:
        return Check(name, document, seed, package).run()


def counts(verdicts: list[Verdict]) -> Counter[str]:
    """How many of each outcome."""
    return Counter(one.outcome for one in verdicts)
