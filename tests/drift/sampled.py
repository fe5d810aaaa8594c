"""Schemas and edits made at random, and an oracle that knows nothing of our rules: instances, and jsonschema's word.

Objects are read as their readers read them: who sends one sends what is documented, so an instance of the side that
sends has no undocumented properties. `oneOf` is read as `anyOf`, because that is what the vendors' documents mean.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, Final

from attrs import frozen
from jsonschema import Draft202012Validator

Schema = dict[str, Any]
NAMES: Final = "abc"
WORDS: Final = ["", "a", "ab", "abc", "abcd", "abcde", "b", "bb", "x", "y", "z", "A1"]
PATTERNS: Final = ["^a", "b$", "^[a-z]*$"]
ATOMS: Final = [None, True, False, *range(-2, 10), 12, 0.5, 2.5, *WORDS]
UNIONS: Final = ("anyOf", "oneOf", "allOf")
NOTHING: Final = object()
"""No instance: None is one."""


@frozen
class Maker:
    """Makes schemas; *refs* are the components that they may refer to."""

    random: Random
    refs: tuple[str, ...] = ()

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def schema(self, depth: int = 2) -> Schema:
        flat = [self.integer, self.integer, self.string, self.string, self.number, self.boolean, self.enum, self.types]
        deep = [self.array, self.array, self.object, self.object, self.object, self.union, self.union, self.both]
        choices = flat + (deep + ([self.reference] * 2 if self.refs else []) if depth else [])
        return self.random.choice(choices)(depth)

    def integer(self, _: int = 0) -> Schema:
        chosen: Schema = {"type": "integer"}
        for keyword, share, low, high in (
            ("minimum", 0.4, -1, 3), ("maximum", 0.4, 3, 6), ("exclusiveMinimum", 0.1, -1, 3),
            ("exclusiveMaximum", 0.1, 4, 7), ("multipleOf", 0.15, 2, 4),
        ):  # fmt: skip
            if self.chance(share):
                chosen[keyword] = self.random.randint(low, high)
        return chosen

    def number(self, _: int = 0) -> Schema:
        return {**self.integer(), "type": "number"}

    def string(self, _: int = 0) -> Schema:
        chosen: Schema = {"type": "string"}
        if self.chance(0.3):
            chosen["minLength"] = self.random.randint(0, 2)
        if self.chance(0.3):
            chosen["maxLength"] = self.random.randint(2, 4)
        if self.chance(0.15):
            chosen["pattern"] = self.random.choice(PATTERNS)
        return chosen

    def boolean(self, _: int = 0) -> Schema:
        return {"type": "boolean"}

    def enum(self, _: int = 0) -> Schema:
        if self.chance(0.3):
            return {"const": self.random.choice(["x", "a", 1, 2])}
        values = self.random.sample(["x", "y", "a", "ab"], self.random.randint(1, 3))
        return {**({"type": "string"} if self.chance(0.5) else {}), "enum": values}

    def types(self, _: int = 0) -> Schema:
        return {"type": self.random.sample(["string", "integer", "null", "boolean"], 2)}

    def array(self, depth: int) -> Schema:
        chosen: Schema = {"type": "array", "items": self.schema(depth - 1)}
        if self.chance(0.3):
            chosen["minItems"] = self.random.randint(0, 2)
        if self.chance(0.3):
            chosen["maxItems"] = self.random.randint(2, 3)
        if self.chance(0.2):
            chosen["uniqueItems"] = True
        return chosen

    def object(self, depth: int) -> Schema:
        names = self.random.sample(NAMES, self.random.randint(1, 3))
        chosen: Schema = {"type": "object", "properties": {name: self.schema(max(0, depth - 1)) for name in names}}
        if required := [name for name in names if self.chance(0.4)]:
            chosen["required"] = required
        if self.chance(0.15):
            chosen["additionalProperties"] = self.random.choice([False, {"type": "string"}, True])
        return chosen

    def union(self, depth: int) -> Schema:
        members = [self.schema(depth - 1) for _ in range(self.random.randint(2, 3))]
        return {self.random.choice(["anyOf", "oneOf"]): members}

    def both(self, depth: int) -> Schema:
        return {"allOf": [self.object(max(1, depth - 1)) for _ in range(2)]}

    def reference(self, _: int) -> Schema:
        return {"$ref": f"#/components/schemas/{self.random.choice(self.refs)}"}


def below(schema: Schema) -> Iterator[Schema]:
    """*schema* and all schemas in it."""
    yield schema
    inner = [schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict)]
    inner += [member for key in UNIONS for member in schema.get(key, ())]
    for one in (*inner, *schema.get("properties", {}).values()):
        yield from below(one)


def edited(make: Maker, schema: Schema) -> Schema:
    """*schema* with one edit somewhere in it."""
    new = copy.deepcopy(schema)
    spot = make.random.choice(list(below(new)))
    edits: list[Callable[[Maker, Schema], None]] = [_replace, _nullable]
    kind = spot.get("type")
    if kind in ("integer", "number"):
        edits += [_bound] * 4 + [_whole]
    if kind == "string":
        edits += [_length] * 4
    if kind == "array":
        edits += [_count] * 4
    if kind == "object":
        edits += [_required] * 3 + [_property] * 3 + [_rest]
    if "enum" in spot:
        edits += [_value] * 4
    if "anyOf" in spot or "oneOf" in spot:
        edits += [_member] * 4
    make.random.choice(edits)(make, spot)
    return new


def _replace(make: Maker, spot: Schema) -> None:
    other = make.schema(1)
    spot.clear()
    spot.update(other)


def _nullable(make: Maker, spot: Schema) -> None:
    kind = spot.get("type")
    if isinstance(kind, str):
        spot["type"] = [kind, "null"]
    elif isinstance(kind, list) and "null" in kind:
        spot["type"] = [one for one in kind if one != "null"]
    else:
        inner = dict(spot)
        spot.clear()
        spot["anyOf"] = [inner, {"type": "null"}]


def _toggle(make: Maker, spot: Schema, keyword: str, value: Any) -> None:
    if keyword in spot and make.chance(0.4):
        del spot[keyword]
    else:
        spot[keyword] = value


def _bound(make: Maker, spot: Schema) -> None:
    keyword = make.random.choice(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"])
    _toggle(make, spot, keyword, make.random.randint(2, 6) if keyword == "multipleOf" else make.random.randint(-1, 6))


def _whole(make: Maker, spot: Schema) -> None:
    spot["type"] = "number" if spot["type"] == "integer" else "integer"


def _length(make: Maker, spot: Schema) -> None:
    keyword = make.random.choice(["minLength", "maxLength", "pattern"])
    value = make.random.choice(PATTERNS) if keyword == "pattern" else make.random.randint(0, 4)
    _toggle(make, spot, keyword, value)


def _count(make: Maker, spot: Schema) -> None:
    keyword = make.random.choice(["minItems", "maxItems", "uniqueItems"])
    _toggle(make, spot, keyword, keyword == "uniqueItems" or make.random.randint(0, 3))


def _required(make: Maker, spot: Schema) -> None:
    name, known = make.random.choice(list(spot["properties"])), spot.get("required", [])
    spot["required"] = [one for one in known if one != name] if name in known else [*known, name]


def _property(make: Maker, spot: Schema) -> None:
    name = make.random.choice(NAMES)
    if name not in spot["properties"]:
        spot["properties"][name] = make.schema(0)
        spot["required"] = [*spot.get("required", []), *([name] if make.chance(0.4) else [])]
    elif len(spot["properties"]) > 1:
        del spot["properties"][name]
        spot["required"] = [one for one in spot.get("required", []) if one != name]


def _rest(make: Maker, spot: Schema) -> None:
    if spot.pop("additionalProperties", None) is None:
        spot["additionalProperties"] = make.random.choice([False, {"type": "string"}, {"type": "integer"}])


def _value(make: Maker, spot: Schema) -> None:
    value = make.random.choice(["x", "y", "a", "ab", "z"])
    if value not in spot["enum"]:
        spot["enum"].append(value)
    elif len(spot["enum"]) > 1:
        spot["enum"].remove(value)


def _member(make: Maker, spot: Schema) -> None:
    members = spot["anyOf" if "anyOf" in spot else "oneOf"]
    if len(members) > 1 and make.chance(0.5):
        members.pop(make.random.randrange(len(members)))
    else:
        members.append(make.schema(1))


@frozen
class Side:
    """A schema, and the components that it refers to."""

    schema: Schema
    components: dict[str, Schema]


def pair(seed: int) -> tuple[Side, Side]:
    """Two schemas, one edit apart; in three of ten the edit is in a component, which may refer to itself."""
    random = Random(seed)
    make = Maker(random, ("M", "N"))
    components = {name: make.object(2) for name in make.refs}
    old = make.schema(3)
    name = random.choice(make.refs)
    if make.chance(0.3) and "$ref" in json.dumps(old):
        plain = Maker(random)  # because a component that is a reference to itself is no schema
        return Side(old, components), Side(old, {**components, name: edited(plain, components[name])})
    return Side(old, components), Side(edited(make, old), components)


def witness(random: Random, sender: Side, reader: Side, tries: int = 200, *, closed: bool = True) -> Any:
    """Something that *sender* allows and *reader* forbids; `NOTHING` where none of *tries* is."""
    sends, reads = _validator(sender, closed=closed), _validator(reader, closed=False)
    for number in range(tries):
        source = reader if number % 4 == 3 else sender
        value = instance(random, source.schema, source.components)
        if sends.is_valid(value) and not reads.is_valid(value):
            return value
    return NOTHING


def _validator(side: Side, *, closed: bool) -> Draft202012Validator:
    read = _closed if closed else _loose
    components = {name: read(schema) for name, schema in side.components.items()}
    return Draft202012Validator({**read(side.schema), "components": {"schemas": components}})


def _loose(schema: Schema, *_: Any) -> Schema:
    """*schema* with `anyOf` for `oneOf`."""
    return _mapped(schema, _loose)


def _closed(schema: Schema, whole: bool = True) -> Schema:
    """The same, with no other properties than are documented; a member of a union is not the *whole*."""
    made = _mapped(schema, _closed)
    if whole and "$ref" not in made and made.get("additionalProperties", True) is True:
        made.pop("additionalProperties", None)  # to say that others are allowed is not to document them
        made["unevaluatedProperties"] = False
    return made


def _mapped(schema: Schema, each: Callable[..., Schema]) -> Schema:
    made = dict(schema)
    for key in ("items", "additionalProperties"):
        if isinstance(made.get(key), dict):
            made[key] = each(made[key])
    if "properties" in made:
        made["properties"] = {name: each(inner) for name, inner in made["properties"].items()}
    for key in UNIONS:
        if key in made:
            members = [each(member, False) for member in made.pop(key)]
            made["allOf" if key == "allOf" else "anyOf"] = members
    return made


def instance(random: Random, schema: Schema, components: dict[str, Schema], depth: int = 4) -> Any:
    """A value that *schema* probably allows, at a bound as often as not."""

    def inner(one: Schema) -> Any:
        return instance(random, one, components, depth - 1) if depth else None

    if random.random() < 0.08:
        return random.choice(ATOMS)
    if "$ref" in schema:
        return inner(components[schema["$ref"].rpartition("/")[2]])
    if "const" in schema:
        return schema["const"]
    if "enum" in schema and random.random() < 0.9:
        return random.choice(schema["enum"])
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return inner(random.choice(schema[key]))
    if "allOf" in schema:
        made = [inner(member) for member in schema["allOf"]]
        return {name: value for one in made if isinstance(one, dict) for name, value in one.items()}
    kind = schema.get("type")
    match random.choice(kind) if isinstance(kind, list) else kind:
        case "object":
            return _object(random, schema, inner)
        case "array":
            items = [inner(schema["items"]) for _ in range(random.choice([0, 1, 1, 2, 2, 3, 4]))]
            return [items[0], *items[:-1]] if items and random.random() < 0.3 else items
        case "integer":
            return random.choice([random.randint(-2, 9)] * 9 + [2.0])
        case "number":
            return random.choice([*range(-2, 10), 12, 0.5, 2.5, 3.5, 6.5, -0.5, 1.5])
        case "string":
            return random.choice(WORDS)
        case "boolean":
            return random.choice([True, False])
        case "null":
            return None
        case _:
            return random.choice(ATOMS)


def _object(random: Random, schema: Schema, inner: Callable[[Schema], Any]) -> dict[str, Any]:
    required, rest = schema.get("required", ()), schema.get("additionalProperties")
    made = {
        name: inner(one)
        for name, one in schema.get("properties", {}).items()
        if random.random() < (0.9 if name in required else 0.6)
    }
    if random.random() < (0.4 if rest else 0.1):  # what nobody documented
        made[random.choice("zcba")] = inner(rest) if isinstance(rest, dict) else random.choice(ATOMS)
    return made
