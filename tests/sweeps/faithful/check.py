"""One document: every response schema and every operation, each tried, with what came of it."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import Any

from attrs import field, frozen

from generator.documents.pointers import pointer_to
from generator.plan.plan_values import Entry
from tests.sweeps.faithful.calls import Drawn, arguments, drawn, judged, structured
from tests.sweeps.faithful.draw import STRANGER, Drawer, UndrawableError
from tests.sweeps.faithful.original import Json, Original
from tests.sweeps.faithful.package import Package, generated
from tests.sweeps.faithful.reading import difference
from tests.sweeps.faithful.wire import Loopback, Told, serving

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

    def __init__(self, name: str, document: Json, seed: int, package: Package, server: Loopback, client: Any) -> None:
        self.original, self.package, self.seed = Original(document), package, seed
        self.server, self.client = server, client
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
        strange = STRANGER in before  # which variant of a union is an object of strangers only?
        surprises = [m for m in misfits if STRANGER not in m.where and not (strange and m.kind == "bad_union")]
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
        told = self._reply(operation, entry)
        self.server.answer(told)
        try:
            positional, named = arguments(self.package, entry, said, rich=rich)
            result = self.package.method(self.client, entry)(*positional, **named)
            if len(self.server.seen) != 1:
                return f"{len(self.server.seen)} requests"
            judged(self.original, path, operation, said, self.server.seen[0])
        except Exception as error:  # noqa: BLE001
            return f"{type(error).__name__}: {error}"[:300]
        return self._given(result, told)

    def _given(self, result: Any, told: Told) -> str:
        """What the method returned is what the answer said."""
        if not told.body or structured(told.media) != "json":
            return ""
        whole = json.loads(told.body)
        if type(result).__name__ == "Page":
            return ""
        again = self.package.codec.encode(result)
        return "" if again == whole else f"returns {difference(whole, again)}"

    def _binary(self, schema: Any) -> bool:
        said = self.original.follow(schema)
        return isinstance(said, dict) and said.get("format") in ("binary", "byte")

    def _reply(self, operation: Json, entry: Entry) -> Told:
        """An answer that the document allows."""
        found: list[Told] = []
        for status, response in (operation.get("responses") or {}).items():
            if not str(status)[:1].isdigit() or str(status)[0] != "2":
                continue
            code = int(str(status).upper().replace("X", "0"))
            bare = code == 204 or entry.call.method == "HEAD"
            content = {} if bare else self.original.follow(response).get("content") or {}
            for media, holder in content.items():
                schema = (holder or {}).get("schema", {})
                if structured(media) != "json" or self._binary(schema):
                    continue
                try:
                    drawer = Drawer(self.original, self._random("reply", str(status), entry.name), "read")
                    value = drawer.some(schema, 1)[0]
                except Exception:  # noqa: BLE001  (that it cannot be drawn is told with the answers)
                    continue
                found.append(Told(code, "application/json" if "*" in media else media, json.dumps(value).encode()))
            if not content:
                found.append(Told(code, "", b""))
        return max(found, key=lambda one: bool(one.body)) if found else Told(204, "", b"")


def check(document: Json, name: str, seed: int = 0) -> Outcome:
    """Generate the package of *document* (bundled) and try it."""
    with generated(document, name) as package, serving() as server, package.client(server.url) as client:
        return Check(name, document, seed, package, server, client).run()


def counts(verdicts: list[Verdict]) -> Counter[str]:
    """How many of each outcome."""
    return Counter(one.outcome for one in verdicts)
