"""Decoder of a model class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import attrs

from ..diagnostics.drift import Misfit
from ..util.typeguards import is_object
from ..util.unset import UNSET
from .container_decoders import MapDecoder
from .decoders import Decoder, Report, SourceBuilder, child_path, copy_json, type_misfit
from .scalar_decoders import ANY_DECODER, EnumDecoder


class Field(NamedTuple):
    """One field of a model class."""

    name: str
    """Its attribute."""
    key: str
    """Its name in JSON."""
    decoder: Decoder
    required: bool


class ObjectDecoder(Decoder):
    """Decoder of the model class *model*.

    Parameters:
        parse: returns the decoder of an annotation of the class.
    """

    json_types, rank = (dict,), 6

    def __init__(self, model: type[Any], parse: Callable[[str], Decoder]) -> None:
        self.name, self.model, self._parse = model.__name__, model, parse

    @cached_property
    def fields(self) -> list[Field]:
        """The fields that the class declares, `extra` excepted."""
        return [
            Field(a.name, a.metadata.get("wire") or a.name, self._parse(str(a.type)), a.default is attrs.NOTHING)
            for a in attrs.fields(self.model)
            if a.name != "extra"
        ]

    @cached_property
    def attributes(self) -> Mapping[str, str]:
        """Key in JSON → attribute."""
        return {field.key: field.name for field in self.fields}

    @cached_property
    def extra(self) -> Decoder | None:
        """Decoder of additional properties; None when the document declares none."""
        extra = attrs.fields(self.model).extra
        if extra.metadata.get("wire") != "*":
            return None
        decoder = self._parse(str(extra.type))
        return decoder.item if isinstance(decoder, MapDecoder) else ANY_DECODER

    def score(self, value: Any) -> int:
        score = 0
        for _, key, decoder, required in self.fields:
            if key not in value:
                score -= required
            elif isinstance(decoder, EnumDecoder) and not decoder.lists(value[key]):
                # Another constant is stronger evidence than a field that is present.
                score -= 3 if decoder.fallback is None else 1
            else:
                score += 2 if decoder.accepts(value[key]) else -1
        return score

    def write(self, v: str, source: SourceBuilder, depth: int) -> None:
        source.add(depth, f"{v} = {source.function(self)}({v})")

    @cached_property
    def compiled(self) -> Callable[[Any], Any]:
        source = SourceBuilder()
        new, model, unset = source.constant(object.__new__), source.constant(self.model), source.constant(UNSET)
        source.add(0, "def decode(data):")
        source.add(1, "if type(data) is not dict: raise Mismatch", f"self = {new}({model})", "self._raw = data")
        required = sum(field.required for field in self.fields)
        source.add(1, f"count = {required}")
        for name, key, decoder, required in self.fields:
            depth = 1
            if not required:
                source.add(1, f"self.{name} = {unset}", f"if {key!r} in data:", "    count += 1")
                depth = 2
            source.add(depth, f"v = data[{key!r}]")
            decoder.write("v", source, depth)
            source.add(depth, f"self.{name} = v")
        if self.extra is None:
            source.add(1, "if len(data) != count: raise Mismatch", "self.extra = {}")
        else:
            keys, item = source.constant(self._keys), source.function(self.extra)
            source.add(1, f"self.extra = {{k: {item}(i) for k, i in data.items() if k not in {keys}}}")
        source.add(1, "return self")
        return source.build()

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(field.key for field in self.fields)

    def decode_leniently(self, value: Any, where: str, report: Report) -> Any:
        if not is_object(value):
            report(type_misfit(self.name, value, where))
            return copy_json(value)
        model: Any = object.__new__(self.model)
        for name, key, decoder, required in self.fields:
            if key in value:
                setattr(model, name, decoder.decode(value[key], child_path(where, key), report))
                continue
            setattr(model, name, UNSET)
            if required:
                report(Misfit("missing_field", child_path(where, key), f"expected {decoder.name}"))
        model.extra = extra = dict[str, Any]()
        for key, item in value.items():
            if key in self._keys:
                continue
            if self.extra is not None:
                extra[key] = self.extra.decode(item, child_path(where, "*"), report)
                continue
            report(Misfit("unknown_field", child_path(where, key)))
            extra[key] = copy_json(item)
        model._raw = value
        return model
