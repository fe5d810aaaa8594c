"""Documents to report on: an everyday pair, and one whose every name is an attack."""

from __future__ import annotations

import copy
import datetime
import json
from typing import Any

from attrs import evolve

from generator.drift import Comparison, compare
from generator.drift.accept import Acceptance, AcceptanceFile, AcceptanceResult, apply
from generator.drift.report import Format, PackageImpact, render
from generator.drift.surface import SurfaceChange

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


SURFACE_CHANGE = SurfaceChange(
    kind="method-removed", where="things.delete", text="`things.delete` was removed", impact="runtime-breaking",
    hint="Nothing takes its place.",
)  # fmt: skip
EVIL_CHANGE = evolve(SURFACE_CHANGE, text=EVIL, hint=EVIL, impact="additive")
IMPACT = PackageImpact(source="runtime-breaking", bump="major", next_version="2.0.0", surface=(SURFACE_CHANGE,))
ATTACKED_IMPACT = PackageImpact(source="additive", next_version=EVIL, surface=(EVIL_CHANGE,))


def accepting(
    comparison: Comparison, reason: str, until: datetime.date = datetime.date(2027, 1, 1)
) -> AcceptanceResult:
    """*comparison* with its first change accepted."""
    entry = Acceptance(fingerprint=comparison.changes[0].fingerprint, reason=reason, until=until)
    return apply(comparison, AcceptanceFile(entries=(entry,)), today=TODAY)


def everyday(kind: Format) -> str:
    """The everyday pair in *kind*."""
    return render(COMPARISON, kind, title="a → b", document_text=NEW_TEXT, path=PATH, impact=IMPACT)


def attacked(kind: Format) -> str:
    """The attack in *kind*: title, path, reason and impact take part."""
    text = json.dumps(_evil(1), indent=2)
    acceptance = accepting(ATTACK, EVIL)
    return render(
        ATTACK, kind, title=EVIL, document_text=text, path=EVIL, impact=ATTACKED_IMPACT, acceptance=acceptance
    )
