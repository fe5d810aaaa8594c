"""How the answers of an operation are read: by status and media type, as the runtime and the docstring say it."""

from __future__ import annotations

from collections.abc import Iterable

from ...documents.media_types import bare, family
from ...model.ir import Answer, Call
from ...model.type_ref import ANY, NONE, TypeRef, alternatives, text, union
from ...runtime.protocol.reading import ANYTHING, STREAMED

NO_CONTENT = ("204", "205")
"""Statuses that never have content: nothing has to be said of them."""


def result_type(call: Call, part: TypeRef | None) -> TypeRef:
    """The type of what the method of *call* returns, where *part* is returned of its JSON."""
    whole, json = call.returned or NONE, call.result or NONE
    if part is None:
        return whole
    return union([part, *(one for one in alternatives(whole) if one == NONE or one not in alternatives(json))])


def table(call: Call, *, paged: bool) -> dict[str, dict[str, str]]:
    """Status → media type → type, as in `Operation.answers`; empty where the answers are all read in one way."""
    rows: dict[str, dict[str, list[TypeRef | str]]] = {}
    for one in call.successes:
        row = rows.setdefault(one.status, {})
        if one.media_type and (not paged or one.stream or _is_json(one)):
            row.setdefault(bare(one.media_type), []).append(_type(one, call))
    for row in rows.values():  # parameters of a media type may be all that makes it a stream
        row |= {name: rest for name, types in row.items() if (rest := [one for one in types if one != STREAMED])}
    found = {
        status: {name: _text(types) for name, types in row.items()}
        for status, row in rows.items()
        if status not in NO_CONTENT
    }
    first = next(iter(found.values()), dict[str, str]())
    plain = all(row == first for row in found.values()) and len(first) < 2
    return {} if plain and not {ANYTHING, STREAMED} & {*first.values()} else found


def offered(call: Call, *, paged: bool) -> str:
    """The value of Accept: every media type that has a type of its own, JSON preferred; empty without content."""
    whole = [one for one in call.successes if one.media_type and not one.stream and not one.repeats]
    json = list(dict.fromkeys(one.media_type for one in whole if _is_json(one)))
    others = list(dict.fromkeys(one.media_type for one in whole if not _is_json(one)))
    if not json:
        return ", ".join(others)
    return ", ".join([json[0], *(f"{name};q=0.9" for name in [*json[1:], *others] if not paged)])


def sentence(call: Call, *, paged: bool) -> str:
    """Text on how the answer decides between the types of the result; empty where there is one type."""
    own = [one for one in call.successes if one.type is not None and not one.stream and not one.repeats]
    if paged:
        names = _listed(f"`{one.media_type}`" for one in own if not _is_json(one))
        return f"Pages are read from JSON; `request()` of the client returns {names} as it comes." if names else ""
    types = dict.fromkeys(str(text(one.type)) for one in own if one.type is not None)
    empty = _listed(one.status for one in call.successes if one.type is None or one.status in NO_CONTENT)
    parts: list[str] = []
    if len(types) > 1:
        by_status = len({one.status for one in own}) > 1
        for kind in types:
            same = [one for one in own if one.type is not None and text(one.type) == kind]
            where = _listed(
                f"{one.status} with `{one.media_type}`" if by_status else f"`{one.media_type}`" for one in same
            )
            parts.append(f"`{kind}` for {where}")
    if types and empty:
        parts.append(f"`None` for {empty} without content")
    return f"The answer decides what is returned: {', '.join(parts)}." if parts else ""


def _is_json(answer: Answer) -> bool:
    return not answer.stream and family(answer.media_type) == "json"


def _type(answer: Answer, call: Call) -> TypeRef | str:
    """The type that an answer is read as, or the mark of one that is read otherwise."""
    if answer.stream:
        lines = answer.stream == "ndjson" and answer.type in [one.type for one in call.successes if not one.stream]
        return answer.type if lines and answer.type else STREAMED
    if answer.repeats:
        return next(one.type for one in call.successes if one.status == answer.status and _is_json(one)) or ANY
    kind = answer.type or ANY
    return ANYTHING if kind == ANY and "*" in answer.media_type else kind


def _text(types: Iterable[TypeRef | str]) -> str:
    """The union of *types* as an annotation; of marks the first."""
    marks = [one for one in types if isinstance(one, str)]
    return marks[0] if marks else str(text(union(one for one in types if not isinstance(one, str))))


def _listed(names: Iterable[str]) -> str:
    *first, last = [*dict.fromkeys(names)] or [""]
    return f"{', '.join(first)} and {last}" if first else last
