"""Forms that hold other forms: arrays, tables, aliases and unions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from ..diagnostics.drift import Misfit
from ..util.typeguards import is_array, is_object
from ..util.unset import UNSET
from .decoders import BAIL, Decoder, Misfitting, Report, Source, copied, join, mismatch, token
from .scalar_decoders import ABSENT, ANYTHING, NULL


class ListDecoder(Decoder):
    """``list[item]``."""

    json, rank = (list,), 7

    def __init__(self, item: Decoder) -> None:
        self.name, self.item = f"list[{item.name}]", item

    def score(self, value: Any) -> int:
        if not is_array(value):
            return 0
        return self.base_score + (self.item.score(value[0]) if value and self.item.accepts(value[0]) else 0)

    def write(self, v: str, source: Source, depth: int) -> None:
        source.add(depth, f"if type({v}) is not list: raise Misfitting")
        if mismatch_test := self.item.mismatch_test("i"):
            source.add(depth, f"for i in {v}:", f"    if {mismatch_test}: raise Misfitting", f"{v} = {v}.copy()")
        else:
            source.add(depth, f"{v} = [{source.link(self.item)}(i) for i in {v}]")

    def decode_leniently(self, value: Any, where: str, report: Report) -> Any:
        if is_array(value):
            return [self.item.decode(item, where + "[]", report) for item in value]
        report(mismatch(self.name, value, where))
        return copied(value)


class MapDecoder(Decoder):
    """``dict[str, item]``: the keys are data."""

    json, rank = (dict,), 8

    def __init__(self, item: Decoder) -> None:
        self.name, self.item = f"dict[str, {item.name}]", item

    def write(self, v: str, source: Source, depth: int) -> None:
        source.add(depth, f"if type({v}) is not dict: raise Misfitting")
        if self.item is ANYTHING:
            # As `copied` does, without a call: free-form objects are mostly flat.
            source.add(depth, f"{v} = {v}.copy()", f"for k, i in {v}.items():")
            source.add(depth + 1, f"if type(i) is dict or type(i) is list: {v}[k] = {source.bind(copied)}(i)")
        elif mismatch_test := self.item.mismatch_test("i"):
            source.add(
                depth, f"for i in {v}.values():", f"    if {mismatch_test}: raise Misfitting", f"{v} = {v}.copy()"
            )
        else:
            source.add(depth, f"{v} = {{k: {source.link(self.item)}(i) for k, i in {v}.items()}}")

    def decode_leniently(self, value: Any, where: str, report: Report) -> Any:
        if is_object(value):
            return {key: self.item.decode(item, join(where, "*"), report) for key, item in value.items()}
        report(mismatch(self.name, value, where))
        return copied(value)


class AliasDecoder(Decoder):
    """A named type; found when first used, because it may refer to itself."""

    def __init__(self, name: str, find: Callable[[], Decoder]) -> None:
        self.name, self._find = name, find

    @cached_property
    def target(self) -> Decoder:
        """What it stands for."""
        return self._find()

    def accepts(self, value: Any) -> bool:
        return self.target.accepts(value)

    def score(self, value: Any) -> int:
        return self.target.score(value)

    def write(self, v: str, source: Source, depth: int) -> None:
        source.add(depth, f"{v} = {source.link(self.target)}({v})")

    def decode_leniently(self, value: Any, where: str, report: Report) -> Any:
        return self.target.decode_leniently(value, where, report)


class UnionDecoder(Decoder):
    """``X | Y``: the first variant that fits; when none does, the one that looks most like the value.

    With a discriminator, the value of the property *tag* alone decides, and *variants* says for what.
    """

    def __init__(self, options: list[Decoder], tag: str = "", variants: Mapping[str, Decoder] | None = None) -> None:
        self.options = [option for option in options if option is not ABSENT]
        self.name = " | ".join(option.name for option in self.options)
        self.tag, self.variants = tag, dict(variants or {})

    @cached_property
    def ordered(self) -> list[Decoder]:
        """The options without null, those that take less first; aliases resolved, plain unions taken apart."""
        flat, pending = list[Decoder](), list(reversed(self.options))
        while pending:
            form = pending.pop()
            if isinstance(form, AliasDecoder):
                form = form.target
            if isinstance(form, UnionDecoder) and not form.tag:
                pending += reversed(form.options)
            elif form not in flat:
                flat.append(form)
        return sorted((form for form in flat if form is not NULL), key=lambda form: form.rank)

    def accepts(self, value: Any) -> bool:
        return any(option.accepts(value) for option in self.options)

    def mismatch_test(self, v: str) -> str:
        tests = [option.mismatch_test(v) for option in self.options]
        return " and ".join(tests) if all(tests) else ""

    def write(self, v: str, source: Source, depth: int) -> None:
        if self.mismatch_test(v):
            return super().write(v, source, depth)
        options = [option for option in self.options if option is not NULL]
        if NULL in self.options:
            source.add(depth, f"if {v} is not None:")
            depth += 1
        if self.variants:
            source.add(depth, f"{v} = {source.bind(self.variants)}[{v}[{self.tag!r}]].fast({v})")
        elif len(options) == 1:
            options[0].write(v, source, depth)
        else:
            source.add(depth, f"{v} = {source.bind(self._first)}({v})")
        return None

    def _first(self, value: Any) -> Any:
        for form in self.ordered:
            if form.accepts(value):
                try:
                    return form.fast(value)
                except BAIL:
                    continue
        if value is None and self.accepts(value):
            return None
        raise Misfitting

    def decode_leniently(self, value: Any, where: str, report: Report) -> Any:
        if value is None and self.accepts(None):
            return None
        if self.variants and is_object(value):
            tag = value.get(self.tag, UNSET)
            if isinstance(tag, str) and tag in self.variants:
                return self.variants[tag].decode(value, where, report)
            if tag is not UNSET:
                report(Misfit("extra_variant", join(where, self.tag), token(tag) if isinstance(tag, str) else ""))
                return copied(value)
        candidates = [form for form in self.ordered if form.accepts(value)]
        if not candidates:
            report(mismatch(self.name, value, where))
            return copied(value)
        best = max(candidates, key=lambda form: form.score(value))
        if len(candidates) > 1 and best.score(value) <= 0:
            report(Misfit("bad_union", where or "$", f"none of {self.name}"))
            return copied(value)
        return best.decode(value, where, report)
