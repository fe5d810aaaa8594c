"""Decoders composed of other decoders: arrays, maps, aliases and unions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from ..diagnostics.drift import Misfit
from ..util.typeguards import is_array, is_object
from ..util.unset import UNSET
from .decoders import (
    MISMATCH_ERRORS,
    Decoder,
    Mismatch,
    Report,
    SourceBuilder,
    child_path,
    copy_json,
    shortened,
    type_misfit,
)
from .scalar_decoders import ANY_DECODER, NULL_DECODER, UNSET_DECODER


class ListDecoder(Decoder):
    """Decoder of ``list[item]``."""

    json_types, rank = (list,), 7

    def __init__(self, item: Decoder) -> None:
        self.name, self.item = f"list[{item.name}]", item

    def score(self, value: Any) -> int:
        if not is_array(value):
            return 0
        return self.base_score + (self.item.score(value[0]) if value and self.item.accepts(value[0]) else 0)

    def write(self, v: str, source: SourceBuilder, depth: int) -> None:
        source.add(depth, f"if type({v}) is not list: raise Mismatch")
        if mismatch_test := self.item.mismatch_test("i"):
            source.add(depth, f"for i in {v}:", f"    if {mismatch_test}: raise Mismatch", f"{v} = {v}.copy()")
        else:
            source.add(depth, f"{v} = [{source.function(self.item)}(i) for i in {v}]")

    def decode_leniently(self, value: Any, where: str, report: Report) -> Any:
        if is_array(value):
            return [self.item.decode(item, where + "[]", report) for item in value]
        report(type_misfit(self.name, value, where))
        return copy_json(value)


class MapDecoder(Decoder):
    """Decoder of ``dict[str, item]``: an object whose keys are data."""

    json_types, rank = (dict,), 8

    def __init__(self, item: Decoder) -> None:
        self.name, self.item = f"dict[str, {item.name}]", item

    def write(self, v: str, source: SourceBuilder, depth: int) -> None:
        source.add(depth, f"if type({v}) is not dict: raise Mismatch")
        if self.item is ANY_DECODER:
            # `copy_json` inlined for the first level, which saves a call: most free-form objects are flat.
            source.add(depth, f"{v} = {v}.copy()", f"for k, i in {v}.items():")
            source.add(depth + 1, f"if type(i) is dict or type(i) is list: {v}[k] = {source.constant(copy_json)}(i)")
        elif mismatch_test := self.item.mismatch_test("i"):
            source.add(depth, f"for i in {v}.values():", f"    if {mismatch_test}: raise Mismatch", f"{v} = {v}.copy()")
        else:
            source.add(depth, f"{v} = {{k: {source.function(self.item)}(i) for k, i in {v}.items()}}")

    def decode_leniently(self, value: Any, where: str, report: Report) -> Any:
        if is_object(value):
            return {key: self.item.decode(item, child_path(where, "*"), report) for key, item in value.items()}
        report(type_misfit(self.name, value, where))
        return copy_json(value)


class AliasDecoder(Decoder):
    """Decoder of a named type, which is resolved at its first use, because it may refer to itself."""

    def __init__(self, name: str, resolve: Callable[[], Decoder]) -> None:
        self.name, self._resolve = name, resolve

    @cached_property
    def target(self) -> Decoder:
        """Decoder of the type that the alias names."""
        return self._resolve()

    def accepts(self, value: Any) -> bool:
        return self.target.accepts(value)

    def score(self, value: Any) -> int:
        return self.target.score(value)

    def write(self, v: str, source: SourceBuilder, depth: int) -> None:
        source.add(depth, f"{v} = {source.function(self.target)}({v})")

    def decode_leniently(self, value: Any, where: str, report: Report) -> Any:
        return self.target.decode_leniently(value, where, report)


class UnionDecoder(Decoder):
    """Decoder of ``X | Y``: the first member that matches; when none does, the one most similar to the value.

    Parameters:
        discriminator: name of the property whose value, the tag, selects the member; empty: there is none.
        tagged: tag → member.
    """

    def __init__(
        self, members: list[Decoder], discriminator: str = "", tagged: Mapping[str, Decoder] | None = None
    ) -> None:
        self.members = [member for member in members if member is not UNSET_DECODER]
        self.name = " | ".join(member.name for member in self.members)
        self.discriminator, self.tagged = discriminator, dict(tagged or {})

    @cached_property
    def ranked(self) -> list[Decoder]:
        """The members without null, by rank; aliases are resolved, unions without discriminator flattened."""
        flat, pending = list[Decoder](), list(reversed(self.members))
        while pending:
            member = pending.pop()
            if isinstance(member, AliasDecoder):
                member = member.target
            if isinstance(member, UnionDecoder) and not member.discriminator:
                pending += reversed(member.members)
            elif member not in flat:
                flat.append(member)
        return sorted((member for member in flat if member is not NULL_DECODER), key=lambda member: member.rank)

    def accepts(self, value: Any) -> bool:
        return any(member.accepts(value) for member in self.members)

    def mismatch_test(self, v: str) -> str:
        tests = [member.mismatch_test(v) for member in self.members]
        return " and ".join(tests) if all(tests) else ""

    def write(self, v: str, source: SourceBuilder, depth: int) -> None:
        if self.mismatch_test(v):
            return super().write(v, source, depth)
        members = [member for member in self.members if member is not NULL_DECODER]
        if NULL_DECODER in self.members:
            source.add(depth, f"if {v} is not None:")
            depth += 1
        if self.tagged:
            source.add(depth, f"{v} = {source.constant(self.tagged)}[{v}[{self.discriminator!r}]].compiled({v})")
        elif len(members) == 1:
            members[0].write(v, source, depth)
        else:
            source.add(depth, f"{v} = {source.constant(self._decode_first_match)}({v})")
        return None

    def _decode_first_match(self, value: Any) -> Any:
        for member in self.ranked:
            if member.accepts(value):
                try:
                    return member.compiled(value)
                except MISMATCH_ERRORS:
                    continue
        if value is None and self.accepts(value):
            return None
        raise Mismatch

    def decode_leniently(self, value: Any, where: str, report: Report) -> Any:
        if value is None and self.accepts(None):
            return None
        if self.tagged and is_object(value):
            tag = value.get(self.discriminator, UNSET)
            if isinstance(tag, str) and tag in self.tagged:
                return self.tagged[tag].decode(value, where, report)
            if tag is not UNSET:
                detail = shortened(tag) if isinstance(tag, str) else ""
                report(Misfit("extra_variant", child_path(where, self.discriminator), detail))
                return copy_json(value)
        candidates = [member for member in self.ranked if member.accepts(value)]
        if not candidates:
            report(type_misfit(self.name, value, where))
            return copy_json(value)
        best = max(candidates, key=lambda member: member.score(value))
        if len(candidates) > 1 and best.score(value) <= 0:
            report(Misfit("bad_union", where or "$", f"none of {self.name}"))
            return copy_json(value)
        return best.decode(value, where, report)
