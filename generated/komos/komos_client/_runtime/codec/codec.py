"""Between JSON and the models of one package: decoding that never fails but tells, encoding that fails early."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from ..diagnostics.drift import Misfit
from ..util.typeguards import is_object
from .annotations import object_form, scope
from .encoder import encode


class Codec:
    """Decodes answers and encodes bodies.

    Parameters:
        models: the package, or its import name, whose attributes are the classes and aliases that annotations name.
    """

    def __init__(self, models: str | ModuleType) -> None:
        self._scope = scope(models if isinstance(models, str) else models.__name__)

    def learn(self, annotation: str) -> None:
        """Import what decoding to *annotation* needs."""
        self._scope.form(annotation)

    def decode(self, annotation: str, value: Any, report: Callable[[Misfit], None]) -> Any:
        """Decode *value*, as `json.loads` gave it, to what *annotation* says.

        Whatever *value* is, this returns: what does not fit is kept as it came and reported.

        Parameters:
            annotation: text such as ``Run`` or ``list[Run] | None``.
            report: called with each misfit; what it raises is not caught.

        Raises:
            TypeError: *annotation* is not one, or names something that the package does not have.
        """
        form = self._scope.form(annotation)
        try:
            return form.decode(value, "", report)
        except RecursionError:
            report(Misfit("too_deep", "$", "nested too deeply to decode"))
            return value

    def inside(self, annotation: str, key: str, value: Mapping[str, Any], report: Callable[[Misfit], None]) -> Any:
        """What *value*, an envelope that has *key*, holds there; all of it is decoded, and so looked at.

        Parameters:
            annotation: a model class that declares *key*. report: as for `decode`.
        """
        model = self.decode(annotation, value, report)
        if model is value:  # nested too deeply
            return value[key]
        return getattr(model, object_form(model.__class__).names[key])

    def encode(self, value: Any) -> Any:
        """Make a JSON value of models, datetimes, enums, UUIDs, mappings and sequences; `UNSET` keys are left out.

        Raises:
            TypeError: there is no JSON for something in it; the message names its path.
        """
        return encode(value)


def pick(value: Any, name: str) -> Any:
    """What *value*, a model or JSON, holds under *name*, be it Python's or the wire's; else None."""
    if is_object(value):
        return value.get(name)
    if hasattr(value, name):
        return getattr(value, name)
    for field in getattr(value, "__attrs_attrs__", ()):
        if field.metadata.get("wire") == name:
            return getattr(value, field.name)
    return None
