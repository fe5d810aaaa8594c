"""Data of the testing kit: an example response of each operation, from the document or synthesized."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...documents import media_types
from ...documents.json_values import is_object, listing, mapping
from ...model.code import Code, literal
from ...model.ir import Call, Loss, Parsed
from ...model.type_ref import Named
from ...normalize.operation_ids import LocatedOperation, located_operations
from ...normalize.references import SourceDocument
from ...specs.facts import PagingFact
from ..access.credentials import Authentication
from ..methods.methods import PlannedMethod
from ..plan_values import Argument, Entry, Examples, Package
from .synthesis import Synthesis

KEY = "test_key"
"""The credential where facts have no example."""

PROOF = "A response is lost, the client retries, and the counters show that the work was done once:"

SEVERAL = 5
"""Number of examples kept for one response: they show the states of a run."""


def examples(
    package: Package,
    key: str,
    parsed: Parsed,
    document: Mapping[str, Any],
    planned: Sequence[PlannedMethod],
    twins: Sequence[PlannedMethod],
    access: Authentication,
    *,
    signed: bool,
) -> Examples:
    """The data and the docstring of one package's testing kit, whose example key is *key*; *signed* tells whether it is
    known how webhooks are signed."""
    reader = _ExampleReader(document)
    basic = len(access.schemes) == 1 and "basic" in (one.kind for one in parsed.schemes if one.name in access.schemes)
    data = {
        "key": key or ("user:password" if basic else KEY),
        "operations": {one.facts.dotted: reader.operation(one) for one in [*sorted(planned, key=_name), *twins]},
        "errors": dict(sorted(reader.errors().items())),
        "events": reader.events(),
    }
    doc = f"A fake {package.title} server for tests: real HTTP on loopback, no key, no costs.\n\n{PROOF}\n\n"
    usage = _usage(package, planned, access)
    return Examples(
        data=_text(data),
        doc=doc + textwrap.indent(usage, "    "),
        code=usage,
        receiver=_receiver(package, parsed, access) if signed else "",
        lost=_lost(package, planned, reader, access),
        losses=tuple(reader.losses),
    )


def _name(planned: PlannedMethod) -> str:
    return planned.facts.dotted


def _text(value: Mapping[str, Any]) -> str:
    """JSON with one line for each operation, so that diffs are readable."""
    lines: list[str] = []
    for section, held in value.items():
        if not is_object(held):
            lines.append(f"{json.dumps(section)}: {json.dumps(held, ensure_ascii=False)}")
            continue
        inner = [f"  {json.dumps(key)}: {json.dumps(one, ensure_ascii=False)}" for key, one in held.items()]
        lines.append(f"{json.dumps(section)}: {{\n" + ",\n".join(inner) + "\n}" if inner else f'"{section}": {{}}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


class _ExampleReader:
    """Finds examples in one document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.source = SourceDocument(document)
        self.synthesis = Synthesis(self.source)
        self.losses: dict[Loss, None] = {}
        self.sites = {site.paths_pointer: site for site in located_operations(self.source)}

    def operation(self, planned: PlannedMethod) -> dict[str, Any]:
        """The example of one operation: status, media type, body, names of properties, paging."""
        facts, accept = planned.facts, planned.accept.partition(",")[0]
        site, given_up = self.sites[facts.call.pointer], self.synthesis.given_up
        answers = sorted(self.answers(site, "2"), key=lambda one: one[0] == facts.replayed)
        status, content = answers[0] if answers else (200, {})
        found: dict[str, Any] = {"status": status}
        if not content:
            return found
        media_type = accept if accept in content else min(content, key=media_types.preference)
        bodies = [body for _, one in answers if media_type in one for body in self.bodies(one[media_type])]
        found["type"] = media_types.sendable(media_type)
        if media_types.family(media_type) not in ("json", "sse", "ndjson"):
            return found | {"body": _plain(bodies[0])}
        if self.synthesis.given_up > given_up:
            what, why = "an example of the response", "its required parts have no end, or one too far away"
            self.losses[Loss(pointer=site.paths_pointer, what=what, why=why)] = None
        others = [body for index, body in enumerate(bodies) if body not in bodies[:index]]
        schema = content[media_type].get("schema")
        found |= {"body": bodies[0], "others": others[1:SEVERAL], **self.fields(schema, facts.unwrap)}
        if facts.paging is not None:
            found |= self.paging(facts.call, schema, facts.paging)
        return {key: value for key, value in found.items() if value != []}

    def sent(self, call: Call) -> Mapping[str, Any]:
        """The body of a request, where it is a JSON object."""
        body, _ = self.source.seek(self.sites[call.pointer].operation.get("requestBody"))
        content = mapping(mapping(body).get("content")).get("application/json")
        return mapping(self.bodies(mapping(content))[0]) if content else {}

    def paging(self, call: Call, schema: Any, fact: PagingFact) -> dict[str, Any]:
        """The default page size, and the value of the cursor on the last page, where it is not left out."""
        sizes = [one.default for one in call.parameters if one.wire == fact.size and _is_size(one.default)]
        found: dict[str, Any] = {"size": sizes[0]} if sizes else {}
        following = self.properties(schema).get(fact.next)
        if following is None:
            return found
        if self.synthesis.check.matches(following, None):
            return found | {"end": None}
        required = fact.next in listing(mapping(self.source.seek(schema)[0]).get("required"))
        return found | ({"end": ""} if required else {})

    def answers(self, site: LocatedOperation, first: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """(status, content by media type) of the responses whose status begins with *first*, or of ``default``."""
        found = {str(key).upper(): value for key, value in mapping(site.operation.get("responses")).items()}
        chosen = sorted(key for key in found if key.startswith(first))
        for key in chosen or (["DEFAULT"] if first == "2" and "DEFAULT" in found else []):
            response, _ = self.source.seek(found[key])
            status = int(key) if key.isdecimal() else 200 if first == "2" else int(first) * 100
            yield status, {name: mapping(one) for name, one in mapping(mapping(response).get("content")).items()}

    def bodies(self, content: Mapping[str, Any]) -> list[Any]:
        """The document's examples that match the schema; a synthesized one where there is none."""
        schema = content.get("itemSchema", content.get("schema"))
        given = [content["example"]] if content.get("example") is not None else []
        for one in mapping(content.get("examples")).values():
            example, _ = self.source.seek(one)
            given += [value for key in ("value", "dataValue") if (value := mapping(example).get(key)) is not None]
        fitting = [one for one in given if self.synthesis.check.matches(schema, one)]
        return fitting or [self.synthesis.value(schema) if schema is not None else {}]

    def fields(self, schema: Any, unwrap: str) -> dict[str, list[str]]:
        """Names of the properties of a response, or of what is unwrapped from it, and of those that are maps."""
        found = self.properties(schema)
        found = self.properties(found[unwrap]) if unwrap in found else found
        return {"fields": list(found), "maps": [name for name, one in found.items() if self.is_map(one)]}

    def is_map(self, schema: Any) -> bool:
        """Whether *schema* is an object without named properties."""
        schema = mapping(self.source.seek(schema)[0])
        return schema.get("type") == "object" and not self.properties(schema)

    def properties(self, schema: Any) -> dict[str, Any]:
        """The properties of *schema* and of the parts of its ``allOf``, each reference followed once."""
        found: dict[str, Any] = {}
        waiting, seen = [schema], set[str]()
        while waiting:
            schema, pointer = self.source.seek(waiting.pop())
            if pointer in seen:
                continue
            if pointer:
                seen.add(pointer)
            found |= mapping(mapping(schema).get("properties"))
            waiting += reversed(listing(mapping(schema).get("allOf")))
        return found

    def errors(self) -> dict[str, Any]:
        """Status → the body of the first operation that documents it."""
        found: dict[str, Any] = {}
        for site in self.sites.values():
            for first in ("4", "5"):
                for status, content in self.answers(site, first):
                    chosen = min(content, key=media_types.preference, default="")
                    if str(status) not in found and media_types.family(chosen) == "json":
                        found[str(status)] = self.bodies(content[chosen])[0]
        return found

    def events(self) -> dict[str, Any]:
        """Webhook → its payload."""
        found: dict[str, Any] = {}
        for section in ("webhooks", "x-webhooks"):
            for site in located_operations(self.source, section):
                body, _ = self.source.seek(site.operation.get("requestBody"))
                content = mapping(mapping(body).get("content"))
                if content:
                    found[site.path] = self.bodies(mapping(content[min(content, key=media_types.preference)]))[0]
        return found


RECEIVER = """\
from collections.abc import Mapping

from {package} import {client}, SeenEvents, WebhookError
from {package}.testing import FakeServer

seen = SeenEvents()


def receive({variable}: {client}, body: bytes, headers: Mapping[str, str], secret: str) -> int:
    \"\"\"Handle one delivery, and return the status of the response.\"\"\"
    try:
        event = {variable}.webhooks.unwrap(body, headers, secret=secret)
    except WebhookError:
        return 400
    if seen.first(event):
        print(event.type, event.data)
    return 204


with FakeServer() as server, {client}({given}, base_url=server.url) as {variable}:
    delivery = server.webhook({event}, secret="whsec_test")
    assert receive({variable}, delivery.body, delivery.headers, "whsec_test") == 204"""


def _receiver(package: Package, parsed: Parsed, access: Authentication) -> str:
    """A program that verifies deliveries, handles each once, and makes one to show it."""
    known = [event.name for event in parsed.events]
    return RECEIVER.format(
        package=package.name,
        client=package.class_name,
        variable=package.client,
        given=_given(access, ()),
        event=literal(known[0]) if known else '"event", data={}',
    )


REMARK = "# With retries, the client would send it again: the server recognises the idempotency key.\n"

LOST = """\
from {package} import {client}, OutcomeUnknown
from {package}.testing import FakeServer

{remark}with FakeServer() as server, {client}({given}, base_url=server.url{options}) as {variable}:
    server.fault("{operation}", drop="after-work", times=1)
    try:
        {variable}.{operation}({arguments})
    except OutcomeUnknown as error:
        found = error.reconcile()
        print(found.verdict, found.id)
    assert server.executions["{operation}"] == 1"""


def _lost(package: Package, planned: Sequence[PlannedMethod], reader: _ExampleReader, access: Authentication) -> str:
    """A program that looks up what was created when the response was lost; empty without a recipe."""
    given: dict[str, list[str]] = {}
    for one in planned:
        entry, found = one.entry, one.facts.recipe
        if found is not None:
            sent = reader.sent(entry.call)
            shown = [argument for argument in entry.arguments if argument.required or argument.wire in found.match]
            if all(argument.place == "path" or _is_plain(sent.get(argument.wire)) for argument in shown):
                given[entry.name] = [
                    _value(entry, argument)
                    if argument.place == "path"
                    else f"{argument.name}={literal(sent[argument.wire])}"
                    for argument in shown
                ]
    if not given:
        return ""
    known = [one for one in planned if one.entry.name in given]
    best = min(known, key=lambda one: (one.facts.keyed, len(given[one.entry.name])))
    chosen, keyed = best.entry, best.facts.keyed
    return LOST.format(
        package=package.name,
        client=package.class_name,
        variable=package.client,
        given=_given(access, access.arguments_for(chosen.call)),
        remark=REMARK if keyed else "",
        options=", max_retries=0" if keyed else "",
        operation=chosen.name,
        arguments=", ".join(given[chosen.name]),
    )


def _is_plain(value: Any) -> bool:
    """Whether *value* can be an argument as it is: text, a number, or an object of those."""
    plain = (str, int, float)
    return isinstance(value, plain) or (is_object(value) and all(isinstance(one, plain) for one in value.values()))


def _given(access: Authentication, needed: Sequence[str]) -> str:
    """The constructor's credentials, which the fake server knows; those that are *needed*, else the first."""
    first = access.arguments[0].name
    return ", ".join("server.key" if name == first else f"{name}=server.key" for name in needed or (first,))


def _usage(package: Package, planned: Sequence[PlannedMethod], access: Authentication) -> str:
    """A program whose call succeeds after a lost response, with the work done once."""
    easy = [one for one in planned if one.facts.keyed or one.facts.call.method == "GET"]
    easy = [one for one in easy if all(argument.place == "path" for argument in _required(one.entry))]
    easy.sort(key=lambda one: (not one.facts.keyed, one.facts.call.security == (), len(_required(one.entry))))
    variable = package.client
    needed = access.arguments_for(easy[0].facts.call) if easy else ()
    given = _given(access, needed)
    lines = [
        f"from {package.name} import {package.class_name}",
        f"from {package.name}.testing import FakeServer",
        "",
        f"with FakeServer() as server, {package.class_name}({given}, base_url=server.url) as {variable}:",
    ]
    if not easy:
        lines.append("    assert not server.executions")
        return "\n".join(lines)
    chosen = easy[0].entry
    drop = "after-work" if easy[0].facts.keyed else "before-work"
    arguments = ", ".join(_value(chosen, argument) for argument in _required(chosen))
    lines += [
        f'    server.fault("{chosen.name}", drop="{drop}", times=1)',
        f"    {variable}.{chosen.name}({arguments})",
        f'    assert server.requests["{chosen.name}"] == 2',
        f'    assert server.executions["{chosen.name}"] == 1',
    ]
    return "\n".join(lines)


def _required(entry: Entry) -> list[Argument]:
    return [one for one in entry.arguments if one.required]


def _value(entry: Entry, argument: Argument) -> Code:
    example = next((one.example for one in entry.call.parameters if one.wire == argument.wire), None)
    if isinstance(example, str | int):
        return literal(example)
    return Code("1") if argument.type in (Named("int"), Named("float")) else literal(f"{argument.name}_1")


def _is_size(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


__all__ = ["examples"]
