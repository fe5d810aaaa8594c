"""Draws values that a schema of the original document allows; the caller has them validated."""

from __future__ import annotations

import math
from collections.abc import Mapping
from random import Random
from typing import Any

from tests.sweeps.faithful.original import Json, Original, Way
from tests.sweeps.faithful.texts import text

DEEP = 3
"""From here on only what is required is drawn."""
MOST = 400
"""Nor more than is required once a value has so many parts."""
DEEPEST = 24
STRANGER = "xStranger"
"""A key that open objects are sometimes given and no document describes."""
Nothing = object()
ENDLESS, ENOUGH = "has no end", 4
"""What is said of values that would never be whole, and after how many of them a schema is given up."""
KINDS = {"string", "integer", "number", "boolean", "array", "object", "null"}
COMPOSED = ("allOf", "oneOf", "anyOf", "not", "if", "pattern", "contains", "$ref")


class UndrawableError(Exception):
    """No value was found; says why."""


class Drawer:
    """Draws from one document.

    Parameters:
        way: answers are read (no ``writeOnly``), requests are written (no ``readOnly``).
        tame: for arguments: no nulls, nothing empty, no separators, one spelling of moments and numbers.
    """

    def __init__(self, original: Original, random: Random, way: Way, *, tame: bool = False, full: bool = False) -> None:
        self.original, self.random, self.way, self.tame, self.full = original, random, way, tame, full
        self.parts, self.careful = 0, True

    def some(self, schema: Any, count: int, tries: int = 40) -> list[Any]:
        """Up to *count* different valid values; raises `UndrawableError` when there is none.

        Where variants of ``oneOf`` overlap so that none could be found, values that fit several of them.
        """
        found: list[Any] = []
        overlapping: list[Any] = []
        why, endless = "no valid value found", 0
        for _ in range(tries):
            self.parts = 0
            try:
                value = self.value(schema, 0)
            except UndrawableError as error:
                why = str(error)
                endless += why == ENDLESS
                if endless == ENOUGH:
                    break
                continue
            if value in found:
                continue
            if self.original.valid(value, schema, self.way):
                found.append(value)
            elif self.original.valid(value, schema, self.way, exclusive=False):
                overlapping.append(value)
            if len(found) == count:
                break
        if not found and not overlapping:
            raise UndrawableError(why)
        return found or overlapping[:count]

    def value(self, schema: Any, depth: int) -> Any:
        """A value that *schema* probably allows."""
        self.parts += 1
        if depth > DEEPEST or self.parts > 25 * MOST:
            raise UndrawableError(ENDLESS)
        composed = isinstance(schema, dict) and depth > 0 and any(key in schema for key in COMPOSED)
        made, why = Nothing, UndrawableError("no valid value found")
        for attempt in range(4 if composed else 1):
            self.careful = attempt == 0
            try:
                made = self._made(self.settled(schema, depth), depth)
            except UndrawableError as error:
                why = error
                continue
            except RecursionError:
                raise UndrawableError(ENDLESS) from None
            if not composed or self.original.valid(made, schema, self.way):
                break
        if made is Nothing:
            raise why
        return made

    def _enough(self, depth: int) -> bool:
        return depth >= DEEP or self.parts > MOST

    # One schema without references, allOf, oneOf, anyOf

    def settled(self, schema: Any, depth: int, heir: str = "", seen: tuple[str, ...] = ()) -> Json:
        """*schema* as one flat one, a variant chosen of each union; *heir* is who inherits from it."""
        if schema is True or schema is None:
            return {}
        if not isinstance(schema, dict):
            raise UndrawableError("nothing is allowed there")
        if isinstance(reference := schema.get("$ref"), str):
            if reference in seen:
                raise UndrawableError("a schema refers to itself")
            beside = {} if self.original.old else {k: v for k, v in schema.items() if k != "$ref"}
            said = self._named(reference, depth, heir, (*seen, reference))
            return merged(said, self.settled(beside, depth)) if beside else said
        flat = {k: v for k, v in schema.items() if k not in ("allOf", "oneOf", "anyOf", "discriminator")}
        for part in schema.get("allOf") or ():
            flat = merged(self.settled(part, depth, heir, seen), flat)
        for keyword in ("oneOf", "anyOf"):
            if variants := schema.get(keyword):
                flat = merged(flat, self._variant(variants, schema, depth, seen))
        mark = schema.get("discriminator")
        if heir and isinstance(mark, dict) and not (schema.get("oneOf") or schema.get("anyOf")):
            flat = self._tagged(flat, mark, heir)
        return flat

    def _named(self, reference: str, depth: int, heir: str, seen: tuple[str, ...]) -> Json:
        target = self.original.at(reference)
        mark = target.get("discriminator") if isinstance(target, dict) else None
        if heir or not isinstance(mark, dict) or target.get("oneOf") or target.get("anyOf"):
            return self.settled(target, depth, heir or reference, seen)
        heirs = [self._where(one) for one in (mark.get("mapping") or {}).values()] or self._heirs(reference)
        chosen = self.random.choice(heirs) if heirs else reference
        if chosen == reference:
            return self._tagged(
                self.settled({**target, "discriminator": None}, depth, reference, seen), mark, reference
            )
        return self._tagged(self.settled(self.original.at(chosen), depth, chosen, (*seen[:-1], chosen)), mark, chosen)

    def _heirs(self, reference: str) -> list[str]:
        schemas = (self.original.document.get("components") or {}).get("schemas") or {}
        return [
            f"#/components/schemas/{name}"
            for name, one in schemas.items()
            if isinstance(one, dict) and {"$ref": reference} in (one.get("allOf") or ())
        ]

    def _variant(self, variants: list[Any], schema: Json, depth: int, seen: tuple[str, ...]) -> Json:
        order = self.random.sample(variants, len(variants))
        if self.careful and (self.tame or self._enough(depth)):
            order.sort(key=lambda one: _weight(one, tame=self.tame))
        why = UndrawableError("no variant")
        for variant in order:
            if isinstance(variant, dict) and variant.keys() - {"description", "title"} == {"nullable"}:
                return {"const": None}  # so some generators write null in 3.0, though literally it is anything
            try:
                said = self.settled(variant, depth, seen=seen)
            except UndrawableError as error:
                why = error
                continue
            mark = schema.get("discriminator")
            if isinstance(mark, dict) and isinstance(variant, dict) and isinstance(variant.get("$ref"), str):
                said = self._tagged(said, mark, variant["$ref"])
            return said
        raise why

    def _where(self, target: str) -> str:
        return target if target.startswith("#") else f"#/components/schemas/{target}"

    def _tagged(self, flat: Json, mark: Json, reference: str) -> Json:
        """*flat* with the value that the discriminator has for *reference*."""
        name = mark.get("propertyName")
        if not isinstance(name, str):
            return flat
        known = (flat.get("properties") or {}).get(name)
        if known is None:  # the variant has no such property: the discriminator is misplaced
            return flat
        known = self.settled(known, 9)
        if "const" in known or len(known.get("enum") or ()) == 1:
            return merged(flat, {"required": [name]})
        keys = [key for key, target in (mark.get("mapping") or {}).items() if self._where(target) == reference]
        tag = self.random.choice(keys) if keys else reference.rsplit("/", 1)[-1]
        if known.get("enum") and tag not in known["enum"]:
            return flat
        return merged(flat, {"properties": {name: {"const": tag}}, "required": [name]})

    # One value

    def _made(self, schema: Json, depth: int) -> Any:
        random = self.random
        if "const" in schema:
            return schema["const"]
        kinds = _kinds(schema)
        if isinstance(values := schema.get("enum"), list) and "array" not in kinds[:1]:
            allowed = [one for one in values if one is not None or not self.tame] or values
            if not allowed:
                raise UndrawableError("an enum without values")
            return random.choice(allowed)
        may_be_null = schema.get("nullable") is True or "null" in kinds
        if may_be_null and not self.tame and random.random() < 0.2:
            return None
        kinds = [one for one in kinds if one != "null"] or ["null"]
        kind = random.choice(kinds)
        if kind == "null":
            return None
        if kind == "boolean":
            return random.random() < 0.5
        if kind == "string":
            return text(schema, random, tame=self.tame)
        if kind in ("integer", "number"):
            return number(schema, random, whole=kind == "integer", tame=self.tame)
        return self._list(schema, depth) if kind == "array" else self._object(schema, depth)

    def _list(self, schema: Json, depth: int) -> list[Any]:
        least = schema.get("minItems") or (1 if self.tame and not self._enough(depth) else 0)
        most = schema.get("maxItems", least + 3)
        size = least if self._enough(depth) else self.random.randint(max(least, min(1, most)), min(most, max(least, 2)))
        prefix = schema.get("prefixItems") or ()
        made = [self.value(one, depth + 1) for one in prefix]
        items = schema.get("items", True)
        for _ in range(size * 6):
            if len(made) >= size:
                break
            one = self.value(items, depth + 1)
            if not (schema.get("uniqueItems") and one in made):
                made.append(one)
        return made

    def _object(self, schema: Json, depth: int) -> Json:
        random, made = self.random, Json()
        required = {name for name in _listed(schema.get("required")) if isinstance(name, str)}
        for name, one in (schema.get("properties") or {}).items():
            if self._hidden(one) and (self.original.old or name not in required):
                continue
            if name in required:
                made[name] = self.value(one, depth + 1)
            elif not self._enough(depth) and (self.full or random.random() < 0.6):
                try:
                    made[name] = self.value(one, depth + 1)
                except UndrawableError:
                    continue
        for name in required - made.keys() - (schema.get("properties") or {}).keys():
            extra = schema.get("additionalProperties")
            made[name] = self.value(extra if isinstance(extra, dict) else {}, depth + 1)
        self._more(schema, made, depth)
        return made

    def _hidden(self, schema: Any) -> bool:
        """Whether a property is not there on this way."""
        said = self.original.follow(schema)
        if not isinstance(said, dict):
            return False
        if said.get("writeOnly" if self.way == "read" else "readOnly") is True:
            return True
        return any(self._hidden(part) for part in said.get("allOf") or ())

    def _more(self, schema: Json, made: Json, depth: int) -> None:
        """Properties without a name of their own."""
        extra, most = schema.get("additionalProperties"), schema.get("maxProperties", 99)
        least = max(schema.get("minProperties") or 0, 1 if self.tame and not made else 0)
        if patterns := schema.get("patternProperties"):
            for pattern, one in patterns.items():
                made[text({"pattern": pattern}, self.random, tame=True)] = self.value(one, depth + 1)
        elif isinstance(extra, dict) or (extra is True and not self.tame):
            inner = extra if isinstance(extra, dict) else {}
            names = schema.get("propertyNames") or {}
            wanted = max(
                least - len(made), min(0 if self._enough(depth) else self.random.randint(0, 2), most - len(made))
            )
            for index in range(max(0, wanted)):
                key = text(self.settled(names, depth), self.random, tame=True) if names else f"key {index}"
                made[key.replace(" ", "") if self.tame else key] = self.value(inner, depth + 1)
        elif extra is None and not self.tame and schema.get("properties") and self.random.random() < 0.05:
            made[STRANGER] = {"deep": [1]}
        for index in range(least - len(made)):
            if extra is False or self.way == "write":
                names = [n for n in schema.get("properties") or {} if n not in made]
                if not names:
                    break
                made[names[0]] = self.value(schema["properties"][names[0]], depth + 1)
            else:
                made[f"{STRANGER}{index}"] = "x"


def _listed(value: Any) -> list[Any]:
    """*value*, or nothing: ``required: true`` of old drafts is no list."""
    return value if isinstance(value, list) else []


def _kinds(schema: Json) -> list[str]:
    said = schema.get("type")
    kinds = [said] if isinstance(said, str) else list(said) if isinstance(said, list) else []
    if kinds:
        return [one for one in kinds if one in KINDS] or ["string"]
    if schema.keys() & {"properties", "additionalProperties", "patternProperties", "minProperties", "required"}:
        return ["object"]
    if schema.keys() & {"items", "prefixItems", "minItems", "maxItems"}:
        return ["array"]
    if schema.keys() & {"minimum", "maximum", "multipleOf"}:
        return ["number"]
    if schema.keys() & {"format", "pattern", "minLength", "maxLength"}:
        return ["string"]
    return ["string", "integer", "boolean"]


def _weight(variant: Any, *, tame: bool) -> int:
    """Small variants first, where there must be an end; null is no argument."""
    if not isinstance(variant, dict):
        return 0
    if variant.get("type") == "null" or variant.keys() - {"description", "title"} == {"nullable"}:
        return 9 if tame else -1
    return 3 if "$ref" in variant else 2 if variant.get("type") in ("object", "array") else 0


def number(schema: Json, random: Random, *, whole: bool, tame: bool) -> int | float:
    """A number within the bounds."""
    low, high = schema.get("minimum"), schema.get("maximum")
    above, beneath = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    step = schema.get("multipleOf") or (1 if whole else 0.25)
    low, above = (None, low) if above is True else (low, above if not isinstance(above, bool) else None)
    high, beneath = (None, high) if beneath is True else (high, beneath if not isinstance(beneath, bool) else None)
    lows = [one for one in (low, None if above is None else above + step) if one is not None]
    highs = [one for one in (high, None if beneath is None else beneath - step) if one is not None]
    bottom = max(lows) if lows else min(0, min(highs) - 100) if highs else -3
    top = min(highs) if highs else max(bottom + 100, 100)
    first, last = math.ceil(bottom / step), math.floor(top / step)
    if first > last:
        if bottom <= top and not whole:
            return (bottom + top) / 2
        raise UndrawableError("no number between its bounds")
    made = random.choice([first, last, random.randint(first, last), random.randint(first, min(last, first + 9))]) * step
    if whole:
        return float(made) if not tame and random.random() < 0.05 and abs(made) < 2**53 else int(made)
    return int(made) if tame and float(made).is_integer() else made


def merged(one: Json, other: Json) -> Json:
    """A schema that says what both say."""
    both = {**one, **other}
    for key in ("properties", "patternProperties"):
        if key in one and key in other:
            both[key] = {**one[key]}
            for name, said in other[key].items():
                known = one[key].get(name)
                both[key][name] = said if known is None or known == said else {"allOf": [known, said]}
    if "required" in one and "required" in other:
        both["required"] = [*_listed(one["required"]), *_listed(other["required"])]
    if "type" in one and "type" in other:
        both["type"] = _common(one, other)
    if "enum" in one and "enum" in other:
        both["enum"] = [value for value in one["enum"] if value in other["enum"]]
    if (
        isinstance(one.get("items"), Mapping)
        and isinstance(other.get("items"), Mapping)
        and one["items"] != other["items"]
    ):
        both["items"] = {"allOf": [one["items"], other["items"]]}
    for keys, choose in (
        (("minimum", "minLength", "minItems", "minProperties"), max),
        (("maximum", "maxLength", "maxItems", "maxProperties"), min),
    ):
        both |= {key: choose(one[key], other[key]) for key in keys if key in one and key in other}
    if False in (one.get("additionalProperties"), other.get("additionalProperties")):
        both["additionalProperties"] = False
    if one.get("nullable") is True and "nullable" not in other and other.keys() & {"type", "enum"}:
        both["nullable"] = False
    return both


def _common(one: Json, other: Json) -> list[str]:
    mine, theirs = _kinds(one), _kinds(other)
    shared = [kind for kind in mine if kind in theirs]
    if "integer" in {*mine, *theirs} and "number" in {*mine, *theirs} and "integer" not in shared:
        shared.append("integer")
    if not shared:
        raise UndrawableError(f"is {' or '.join(mine)} and {' or '.join(theirs)} at once")
    return shared
