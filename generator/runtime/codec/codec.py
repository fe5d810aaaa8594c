"""Codec between JSON and the models of one package: decoding never fails but reports, encoding fails early."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from ..diagnostics.drift import Misfit
from ..util.typeguards import is_object
from .annotations import annotation_parser, object_decoder
from .encoder import encode


class Codec:
    """Decodes response bodies and encodes request bodies.

    Parameters:
        models: the package, or its import name, whose attributes are the classes and aliases that annotations name.
    """

    def __init__(self, models: str | ModuleType) -> None:
        self._parser = annotation_parser(models if isinstance(models, str) else models.__name__)

    def prepare(self, annotation: str) -> None:
        """Import the models that decoding to *annotation* needs."""
        self._parser.decoder(annotation)

    def decode(self, annotation: str, value: Any, report: Callable[[Misfit], None]) -> Any:
        """Decode *value*, as `json.loads` returned it, to the type that *annotation* names.

        This returns whatever *value* is: what does not match is kept as it was sent, and reported.

        Parameters:
            annotation: text such as ``Run`` or ``list[Run] | None``.
            report: called with each misfit; what it raises is not caught.

        Raises:
            TypeError: *annotation* is not an annotation, or names something that the package does not have.
        """
        decoder = self._parser.decoder(annotation)
        try:
            return decoder.decode(value, "", report)
        except RecursionError:
            report(Misfit("too_deep", "$", "nested too deeply to decode"))
            return value

    def decode_envelope(
        self, annotation: str, key: str, value: Mapping[str, Any], report: Callable[[Misfit], None]
    ) -> Any:
        """Decode *value*, an envelope that has *key*, and return what it holds there.

        The whole envelope is decoded, so that misfits beside *key* are reported too.

        Parameters:
            annotation: a model class that declares *key*. report: as for `decode`.
        """
        model = self.decode(annotation, value, report)
        if model is value:  # nested too deeply
            return value[key]
        return getattr(model, object_decoder(model.__class__).attributes[key])

    def encode(self, value: Any) -> Any:
        """Encode models, datetimes, enums, UUIDs, mappings and sequences as JSON; `UNSET` keys are left out.

        Raises:
            TypeError: part of it cannot be JSON; the message names the path.
        """
        return encode(value)


def pick(value: Any, name: str) -> Any:
    """The field *name* of a model or of JSON, under its attribute or its JSON name; None when there is none."""
    if is_object(value):
        return value.get(name)
    if hasattr(value, name):
        return getattr(value, name)
    for field in getattr(value, "__attrs_attrs__", ()):
        if field.metadata.get("wire") == name:
            return getattr(value, field.name)
    return None
