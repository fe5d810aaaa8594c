"""The form of a model class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import attrs

from ..diagnostics.drift import Misfit
from ..util.typeguards import is_object
from ..util.unset import UNSET
from .container_decoders import MapDecoder
from .decoders import Decoder, Report, Source, copied, join, mismatch
from .scalar_decoders import ANYTHING, EnumDecoder


class Property(NamedTuple):
    """One attribute of a model: its name, its key in JSON, its form."""

    name: str
    key: str
    form: Decoder
    required: bool


class ObjectDecoder(Decoder):
    """A model class; *form* reads its annotations."""

    json, rank = (dict,), 6

    def __init__(self, kind: type[Any], form: Callable[[str], Decoder]) -> None:
        self.name, self.kind, self._form = kind.__name__, kind, form

    @cached_property
    def properties(self) -> list[Property]:
        """What the class declares, `extra` excepted."""
        return [
            Property(a.name, a.metadata.get("wire") or a.name, self._form(str(a.type)), a.default is attrs.NOTHING)
            for a in attrs.fields(self.kind)
            if a.name != "extra"
        ]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Key in JSON → attribute."""
        return {item.key: item.name for item in self.properties}

    @cached_property
    def additional(self) -> Decoder | None:
        """The form of additional properties, when the document declares them."""
        extra = attrs.fields(self.kind).extra
        if extra.metadata.get("wire") != "*":
            return None
        table = self._form(str(extra.type))
        return table.item if isinstance(table, MapDecoder) else ANYTHING

    def score(self, value: Any) -> int:
        score = 0
        for _, key, form, required in self.properties:
            if key not in value:
                score -= required
            elif isinstance(form, EnumDecoder) and not form.knows(value[key]):
                score -= 3 if form.make is None else 1  # a constant that differs tells more than a field that is there
            else:
                score += 2 if form.accepts(value[key]) else -1
        return score

    def write(self, v: str, source: Source, depth: int) -> None:
        source.add(depth, f"{v} = {source.link(self)}({v})")

    @cached_property
    def fast(self) -> Callable[[Any], Any]:
        source = Source()
        make, kind, unset = source.bind(object.__new__), source.bind(self.kind), source.bind(UNSET)
        source.add(0, "def decode(data):")
        source.add(1, "if type(data) is not dict: raise Misfitting", f"self = {make}({kind})", "self._raw = data")
        required = sum(item.required for item in self.properties)
        source.add(1, f"count = {required}")
        for name, key, form, required in self.properties:
            depth = 1
            if not required:
                source.add(1, f"self.{name} = {unset}", f"if {key!r} in data:", "    count += 1")
                depth = 2
            source.add(depth, f"v = data[{key!r}]")
            form.write("v", source, depth)
            source.add(depth, f"self.{name} = v")
        if self.additional is None:
            source.add(1, "if len(data) != count: raise Misfitting", "self.extra = {}")
        else:
            keys, item = source.bind(self._keys), source.link(self.additional)
            source.add(1, f"self.extra = {{k: {item}(i) for k, i in data.items() if k not in {keys}}}")
        source.add(1, "return self")
        return source.function()

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(item.key for item in self.properties)

    def decode_leniently(self, value: Any, where: str, report: Report) -> Any:
        if not is_object(value):
            report(mismatch(self.name, value, where))
            return copied(value)
        model: Any = object.__new__(self.kind)
        for name, key, form, required in self.properties:
            if key in value:
                setattr(model, name, form.decode(value[key], join(where, key), report))
                continue
            setattr(model, name, UNSET)
            if required:
                report(Misfit("missing_field", join(where, key), f"expected {form.name}"))
        model.extra = extra = dict[str, Any]()
        for key, item in value.items():
            if key in self._keys:
                continue
            if self.additional is not None:
                extra[key] = self.additional.decode(item, join(where, "*"), report)
                continue
            report(Misfit("unknown_field", join(where, key)))
            extra[key] = copied(item)
        model._raw = value
        return model
