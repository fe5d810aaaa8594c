"""Documents to report on: an everyday pair, and one whose every name is an attack."""

from __future__ import annotations

import copy
import datetime
import json
from typing import Any

from attrs import frozen

from generator.drift import Comparison, compare
from generator.drift.accept import Acceptances, Entry, Settled, settle
from generator.drift.report import Format, Verdicts, render
from generator.drift.report.contents import Source

TODAY = datetime.date(2026, 1, 1)
PATH = "specs/things/openapi.json"


def _object(**properties: Any) -> dict[str, Any]:
    return {"application/json": {"schema": {"type": "object", "properties": properties}}}


def _answer(**properties: Any) -> dict[str, Any]:
    return {"200": {"description": "fine", "content": _object(**properties)}}


TEXT = {"type": "string"}
LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}}
SORT = {"name": "sort", "in": "query", "schema": TEXT}
OLD: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "1"},
    "paths": {
        "/things": {
            "get": {"parameters": [LIMIT, SORT], "responses": _answer(id=TEXT)},
            "post": {"description": "Make one.", "requestBody": {"content": _object(name=TEXT)}, "responses": {}},
        },
        "/things/{id}": {"delete": {"responses": {}}},
    },
}


def _new() -> dict[str, Any]:
    new = copy.deepcopy(OLD)
    listing, making = new["paths"]["/things"]["get"], new["paths"]["/things"]["post"]
    listing["parameters"][0]["schema"]["maximum"] = 50  # breaking
    listing["parameters"].pop()  # potentially breaking
    listing["responses"] = _answer(id=TEXT, note=TEXT)  # compatible
    making["description"] = "Make one thing."  # only words
    making["requestBody"]["content"] = _object(name=TEXT, colour=TEXT)  # compatible
    del new["paths"]["/things/{id}"]  # breaking
    return new


NEW = _new()
NEW_TEXT = json.dumps(NEW, indent=2)
COMPARISON = compare(OLD, NEW, today=TODAY)

EVIL = (
    "`x`\n::error::pwned\r\n]]><img src=x onerror=alert(1)></script>\x1b[31m\x9b2J\u202e\u2028|@octocat #1 GH-2 "
    "[a](javascript:b) ![i](http://evil.example/p.png) https://evil.example www.evil.example **b** $x$ {0} \x00\ud800"
)
EVIL_PATH = f"/{EVIL}"


def _evil(maximum: int) -> dict[str, Any]:
    parameter = {"name": EVIL, "in": "query", "schema": {"type": "integer", "maximum": maximum}}
    enum = {"enum": ["a", EVIL] if maximum == 1 else ["a"]}
    operation = {"operationId": f"{EVIL}{maximum}", "parameters": [parameter], "responses": _answer(**{EVIL: enum})}
    return {"openapi": "3.1.0", "info": {"title": EVIL, "version": "1"}, "paths": {EVIL_PATH: {"get": operation}}}


ATTACK = compare(_evil(9), _evil(1), today=TODAY)


@frozen(kw_only=True)
class Told:
    """A change of the surface, as the room that finds them has it."""

    where: str = "things.delete"
    text: str = "`things.delete` is gone"
    effect: Source = "runtime-breaking"
    hint: str = "Nothing takes its place."


VERDICTS = Verdicts(source="runtime-breaking", bump="major", next_version="2.0.0", surface=(Told(),))
ATTACKED = Verdicts(source="additive", next_version=EVIL, surface=(Told(text=EVIL, hint=EVIL, effect="additive"),))


def accepting(comparison: Comparison, reason: str, until: datetime.date = datetime.date(2027, 1, 1)) -> Settled:
    """*comparison* with its first change accepted."""
    entry = Entry(fingerprint=comparison.changes[0].fingerprint, reason=reason, until=until)
    return settle(comparison, Acceptances(entries=(entry,)), today=TODAY)


def everyday(kind: Format) -> str:
    """The everyday pair in *kind*."""
    return render(COMPARISON, kind, title="a → b", document_text=NEW_TEXT, path=PATH, verdicts=VERDICTS)


def attacked(kind: Format) -> str:
    """The attack in *kind*: title, path, reason and verdicts take part."""
    text = json.dumps(_evil(1), indent=2)
    settled = accepting(ATTACK, EVIL)
    return render(ATTACK, kind, title=EVIL, document_text=text, path=EVIL, verdicts=ATTACKED, settled=settled)
