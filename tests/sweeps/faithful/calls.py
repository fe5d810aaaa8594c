"""Calls a method of a generated client with drawn arguments, and reads the request against the original document."""

from __future__ import annotations

import base64
import json
import re
from typing import Any
from urllib.parse import unquote

from generator.plan.plan_values import Argument, Entry
from tests.sweeps.faithful.draw import Drawer, UndrawableError
from tests.sweeps.faithful.original import Json, Original
from tests.sweeps.faithful.package import Package
from tests.sweeps.faithful.reading import (
    MisreadError,
    difference,
    full,
    in_path,
    in_query,
    pairs,
    parts,
    shaped,
    style,
    template,
    typed,
)
from tests.sweeps.faithful.wire import BASE, Seen

Missing = object()
ELSEWHERE = {"accept", "content-type", "authorization", "content-length", "accept-encoding", "host", "connection"}
"""Headers that the specification has described by media types and security, or that belong to the transport."""


class Drawn:
    """The values of one call, as JSON, by place."""

    def __init__(self) -> None:
        self.parameters: list[tuple[Json, Any, Any]] = []
        """(parameter, its schema, value); Missing where it is not sent."""
        self.body: Any = Missing
        self.media: str = ""
        self.holder: Json = {}


def drawn(original: Original, operation: Json, entry: Entry, drawer: Drawer, *, everything: bool) -> Drawn:
    """Values for the parameters (in the form that *entry* sends, where the document offers several)."""
    said = Drawn()
    places = Drawer(drawer.original, drawer.random, "read", tame=drawer.tame, full=drawer.full)
    for parameter in operation["parameters"]:
        if parameter.get("in") == "header" and str(parameter.get("name")).lower() in ELSEWHERE:
            continue
        if "{" + str(parameter.get("name")) + "}" not in entry.call.path and parameter.get("in") == "path":
            continue
        schema = _schema(parameter)
        needed = parameter.get("required") is True or parameter.get("in") == "path"
        try:
            value = places.some(schema, 1)[0] if needed or everything else Missing
        except UndrawableError as error:
            if needed:
                raise UndrawableError(f"{parameter.get('name')}: {error}") from None
            value = Missing
        said.parameters.append((parameter, schema, value))
    holder = original.follow(operation.get("requestBody"))
    if isinstance(holder, dict) and holder.get("content"):
        said.holder = holder
        body = entry.call.body
        content = holder["content"]
        said.media = next((one for one in content if body and one == body.media_type), "") or next(
            (one for one in content if "*" in one or one == "json"), next(iter(content))
        )
        if holder.get("required") is True or everything:
            try:
                said.body = _body(content[said.media] or {}, said.media, drawer)
            except UndrawableError as error:
                if holder.get("required") is True:
                    raise UndrawableError(f"body: {error}") from None
    return said


def _schema(parameter: Json) -> Any:
    if content := parameter.get("content"):
        return next(iter(content.values())).get("schema", {})
    if "schema" in parameter:
        return parameter["schema"]
    return {k: v for k, v in parameter.items() if k in ("type", "format", "enum", "items")} or {"type": "string"}


def structured(media: str) -> str:
    """``json``, ``form``, ``multipart`` or empty."""
    name = media.partition(";")[0].strip().lower()
    if name in ("application/json", "text/json", "*/*", "application/*", "json") or name.endswith("json"):
        return "" if "ndjson" in name else "json"
    return {"application/x-www-form-urlencoded": "form", "multipart/form-data": "multipart"}.get(name, "")


def _body(entry: Json, media: str, drawer: Drawer) -> Any:
    kind, schema = structured(media), entry.get("schema")
    if not kind:
        return "some text, ü" if "text" in media or "xml" in media or "yaml" in media else b"\x00\xffbytes"
    tame = drawer.tame
    if kind == "json":
        drawer = Drawer(drawer.original, drawer.random, "write", full=drawer.full)
    drawer.tame = tame
    return drawer.some({} if schema is None else schema, 1)[0]


def arguments(package: Package, entry: Entry, said: Drawn, *, rich: bool) -> tuple[list[Any], dict[str, Any]]:
    """The values as the method takes them: models, moments and enums where *rich*, else as JSON has them."""
    values: dict[str, Any] = {}
    for parameter, _, value in said.parameters:
        if value is Missing:
            continue
        one = _argument(entry, parameter)
        shape = next(p for p in entry.call.parameters if p.wire == one.wire and p.location == one.place)
        values[one.name] = _decoded(package, shape.annotation, value) if rich else value
    if said.body is not Missing:
        values |= _body_values(package, entry, said, rich=rich)
    path = [values.pop(str(one.name)) for one in entry.arguments if one.place == "path"]
    return path, values


def _argument(entry: Entry, parameter: Json) -> Argument:
    for one in entry.arguments:
        same = one.wire == parameter["name"] or (
            one.place == "path" and one.wire.casefold() == parameter["name"].casefold()
        )
        if one.place == parameter["in"] and same:
            return one
    raise MisreadError(f"no argument for the {parameter['in']} parameter {parameter['name']}")


def _body_values(package: Package, entry: Entry, said: Drawn, *, rich: bool) -> dict[str, Any]:
    own = [one for one in entry.arguments if one.place == "body"]
    annotation = entry.call.body.annotation if entry.call.body else "Any"
    body = said.body
    binary = structured(said.media) == "multipart" or "bytes" in annotation
    if (rich or binary) and structured(said.media):
        body = _decoded(package, annotation, body)
    if len(own) == 1 and not own[0].wire:
        return {str(own[0].name): body}
    if not body and said.holder.get("required") is not True:
        said.body = Missing  # no field given is nothing given
        return {}
    if hasattr(body, "__attrs_attrs__"):
        body = {key: getattr(body, name) for name, key in package.keys(type(body))} | body.extra
    found: dict[str, Any] = {}
    for key, value in body.items():
        if value is package.unset:
            continue
        match = [one for one in own if one.wire == key]
        if not match:
            raise MisreadError(f"no argument for the body's {key!r}")
        found[str(match[0].name)] = value
    return found


def _decoded(package: Package, annotation: str, value: Any) -> Any:
    misfits: list[Any] = []
    made = package.codec.decode(annotation, value, misfits.append)
    misfits = [one for one in misfits if one.kind != "missing_field"]  # it is valid: what is missing is readOnly
    if misfits:
        raise MisreadError(f"an argument is no {annotation:.80}: {misfits[0]}")
    return made


def judged(original: Original, path: str, operation: Json, said: Drawn, request: Seen) -> None:
    """Raises `MisreadError` where *request* is not what *said* is, written as the document says."""
    raw = request.target
    match = template(path).fullmatch(raw.removeprefix(BASE))
    if not match:
        raise MisreadError(f"the path is {raw}")
    names = [one[1:-1] for one in re.findall(r"\{[^{}]*\}", path.partition("#")[0])]
    places = dict(zip(names, match.groups(), strict=True))
    query = pairs(raw.partition("?")[2])
    used: set[str] = {one[0] for one in pairs(path.partition("?")[2])}
    cookies = [tuple(one.split("=", 1)) for one in request.headers.get("cookie", "").split("; ") if one]
    for parameter, schema, value in said.parameters:
        name, place = parameter["name"], parameter["in"]
        like = None if value is Missing else value
        json_like = bool(parameter.get("content"))
        how = style(parameter)
        if place == "query":
            if json_like:
                read, mine = next(((v, {k}) for k, v in query if k == name), (None, set()))
            else:
                read, mine = in_query(query, name, how, like)
            used |= mine
        elif place == "path":
            key = next((one for one in places if one == name or one.casefold() == name.casefold()), name)
            read = places[key] if json_like else in_path(places[key], name, how, like)
            read = unquote(read) if json_like else read
        elif place == "header":
            text = request.headers.get(name)
            read = text if text is None or json_like else shaped(text, like, ",", explode=how[1])
        else:
            read, _ = in_query([(k, unquote(v)) for k, v in cookies], name, how, like)
        _same(original, f"{place} {name}", read, value, schema)
    security = (original.document.get("components") or {}).get("securitySchemes") or {}
    used |= {str(one.get("name")) for one in map(original.follow, security.values())}
    if stray := {name for name, _ in query} - used:
        raise MisreadError(f"the query has {sorted(stray)}, which nobody gave")
    _body_judged(original, said, request)


def _same(original: Original, where: str, read: Any, value: Any, schema: Any) -> None:
    if value is Missing:
        if read is not None:
            raise MisreadError(f"{where} is sent, and was not given")
        return
    if read is None:
        raise MisreadError(f"{where} is not sent")
    told = typed(read, value)
    if told != value:
        raise MisreadError(f"{where}: {value!r:.100} arrives as {read!r:.100}")
    if not original.valid(
        told, schema, "read", exclusive=False
    ):  # a parameter is no property: readOnly says nothing of it
        raise MisreadError(f"{where}: {told!r:.100} is not valid")


def _body_judged(original: Original, said: Drawn, request: Seen) -> None:
    content_type = request.headers.get("content-type", "")
    if said.body is Missing:
        if request.content and said.holder.get("required") is not True and request.content != b"{}":
            raise MisreadError(f"a body is sent, and was not given: {request.content[:100]!r}")
        if request.content:
            raise MisreadError("an empty object is sent instead of nothing")
        return
    wanted = said.media.partition(";")[0].strip().lower()
    sent = content_type.partition(";")[0].strip().lower()
    if sent != wanted and "*" not in wanted and not (wanted == "json" and sent == "application/json"):
        raise MisreadError(f"the body is {sent or 'of no type'}, not {wanted}")
    kind = structured(said.media)
    entry = said.holder["content"][said.media] or {}
    read: Any
    if kind == "json":
        read = json.loads(request.content)
    elif kind == "form":
        read = _form(original, entry, request.content.decode(), said.body)
    elif kind == "multipart":
        read = _multipart(original, entry, request.content, content_type, said.body)
    else:
        read = request.content
        value = said.body.encode() if isinstance(said.body, str) else said.body
        if read != value:
            raise MisreadError(f"the body arrives as {read[:60]!r}")
        return
    wanted = full(said.body) if kind == "form" else said.body
    if read != wanted:
        raise MisreadError(f"the body arrives otherwise: {difference(wanted, read)}")
    if not original.valid(said.body, entry.get("schema", {}), "write", exclusive=False):
        raise MisreadError("the body is not valid")


def _form(original: Original, entry: Json, raw: str, body: Any) -> Any:
    found = pairs(raw)
    read: Json = {}
    used: set[str] = set()
    for name, value in body.items():
        encoding = (entry.get("encoding") or {}).get(name) or {}
        kind = encoding.get("style") or ("deepObject" if isinstance(value, dict) else "form")
        how = (kind, encoding.get("explode", kind == "form"))
        if (
            "json" in str(encoding.get("contentType", ""))
            and isinstance(value, dict | list)
            and "style" not in encoding
        ):
            text = next((v for k, v in found if k == name), None)
            read[name] = json.loads(text) if text is not None else None
            used.add(name)
            continue
        if isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
            how = ("deepObject", True)
        one, mine = in_query(found, name, how, value)
        used |= mine
        if one is not None:
            read[name] = typed(one, value)
    if stray := {name for name, _ in found} - used:
        raise MisreadError(f"the form has {sorted(stray)}, which nobody gave")
    return read


def _multipart(original: Original, entry: Json, content: bytes, content_type: str, body: Any) -> Any:
    read: Json = {}
    described = original.follow(entry.get("schema") or {}).get("properties") or {}
    for name, media, data in parts(content, content_type):
        if name not in body:
            raise MisreadError(f"the form has {name}, which nobody gave")
        like = body[name]
        sent = media.partition(";")[0].strip().lower()
        _allowed((entry.get("encoding") or {}).get(name) or {}, name, sent)
        items = isinstance(like, list) and not (sent == "application/json" and isinstance(json.loads(data), list))
        wanted = like[min(len(read.get(name, [])), len(like) - 1)] if items and like else like
        if sent == "application/json":
            value = json.loads(data)
        elif _binary(original, described.get(name)):
            value = base64.b64encode(data).decode()
        else:
            value = typed(data.decode(), wanted)
        if items:
            read.setdefault(name, []).append(value)
        else:
            read[name] = value
    return read


def _allowed(encoding: Json, name: str, sent: str) -> None:
    allowed = [one.strip().lower() for one in str(encoding.get("contentType", "")).split(",") if one.strip()]
    if allowed and not any(
        one in (sent, "*/*") or (one.endswith("/*") and sent.startswith(one[:-1])) for one in allowed
    ):
        raise MisreadError(f"the part {name} is {sent}, not {' or '.join(allowed)}")


def _binary(original: Original, schema: Any) -> bool:
    """Whether a part is bytes, by what the document says of it."""
    said = original.follow(schema)
    if not isinstance(said, dict):
        return False
    if said.get("format") in ("binary", "byte") or said.keys() & {"contentMediaType", "contentEncoding"}:
        return True
    inner = [said.get("items"), *(said.get("anyOf") or ()), *(said.get("oneOf") or ()), *(said.get("allOf") or ())]
    return any(_binary(original, one) for one in inner)
