"""What generated models are made of: `Model`, `define`, `wire`.

What is rendered, one module per class below ``<package>/models/``, with ``from __future__ import annotations``::

    @define(kw_only=True)
    class Run(Model):
        \"""One execution of a saved task.\"""

        id: str
        task_id: str = wire("taskId")                          # another name in JSON
        status: RunStatus                                      # imported under TYPE_CHECKING
        progress: Progress | None                              # null, but always there
        nickname: str | Unset = UNSET                          # may be absent
        logs_url: str | Unset | None = wire("logsUrl", default=UNSET)
        extra: dict[str, float] = wire("*", factory=dict)      # only where additional properties are declared

    class RunStatus(OpenStr):                                  # OpenInt for integers
        PENDING = "PENDING"

    Pet: TypeAlias = "Annotated[Cat | Dog, Discriminator('kind', {'cat': 'Cat', 'dog': 'Dog'})]"
    Json: TypeAlias = "dict[str, Json] | list[Json] | str | None"

Annotations are never evaluated, only read, once per class and when first needed. They may use ``str int float bool
None Any object bytes datetime date Unset list[…] dict[str, …] X | Y Literal[…] Annotated[…]``, and the names that the
class's module or the package around it (``<package>.models``, whose ``__getattr__`` loads classes) has. An alias is a
quoted string, so that it may name what is imported under TYPE_CHECKING, or itself. A discriminator maps *every* value
that the document knows to a class or alias name. Whether unknown fields are forbidden (``additionalProperties: false``)
makes no difference to an answer: they are kept and reported. ``extra``, ``raw``, ``from_dict`` and ``to_dict`` are
taken: a field of that name needs another one, and `wire`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Self, TypeVar, dataclass_transform, overload

import attrs

from ..diagnostics.drift import Misfit
from ..util.unset import UNSET
from .annotations import object_form
from .encoder import encode

T = TypeVar("T")


class Discriminator(NamedTuple):
    """In ``Annotated[Cat | Dog, Discriminator(…)]``: which property tells the variants apart, and how."""

    property: str
    """Its name in JSON."""
    mapping: Mapping[str, str]
    """Value → name of the class or alias."""


@overload
def wire(name: str) -> Any: ...
@overload
def wire(name: str, *, default: T) -> T: ...
@overload
def wire(name: str, *, factory: Callable[[], Any]) -> Any: ...
def wire(name: str, *, default: Any = attrs.NOTHING, factory: Callable[[], Any] | None = None) -> Any:
    """Declare a field whose key in JSON is *name*; ``"*"`` stands for all other keys, and is for ``extra`` alone.

    Parameters:
        default: its value when it is not given: `UNSET`.
        factory: makes that value instead.
    """
    if factory is not None:
        return attrs.field(factory=factory, metadata={"wire": name})
    return attrs.field(default=default, metadata={"wire": name})


@dataclass_transform(kw_only_default=True, field_specifiers=(wire,))
def define(*, kw_only: bool = True) -> Callable[[type[T]], type[T]]:
    """Make a class below `Model` an attrs class: slots, keyword-only, compared by its fields."""
    # Slots are pickled by Python itself, and then with those of the bases; attrs would leave out `raw`.
    return attrs.define(slots=True, kw_only=kw_only, repr=False, getstate_setstate=False)


class _Received:
    """Has room for what the server sent, which is not a field: it is not compared, shown or given to constructors."""

    __slots__ = ("_raw",)

    _raw: dict[str, Any] | None

    def __attrs_pre_init__(self) -> None:
        self._raw = None

    @property
    def raw(self) -> dict[str, Any] | None:
        """The JSON object that the server sent; None for a model made by hand."""
        return self._raw


@define(kw_only=True)
class Model(_Received):
    """An object schema of the document.

    Absent fields are `UNSET`, null ones None. A field that did not fit its annotation holds what the server sent
    instead, a required one that was missing `UNSET`: decoding never fails, it reports.
    """

    extra: dict[str, Any] = wire("", factory=dict)
    """Fields that the document does not know; what is put here is sent, too."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], report: Callable[[Misfit], None] | None = None) -> Self:
        """Decode a JSON object.

        Parameters:
            data: as `json.loads` gives it; it is kept as `raw`.
            report: called with each `Misfit`.

        Raises:
            TypeError: *data* is not a mapping.
        """
        if not isinstance(data, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"{cls.__name__}.from_dict needs a JSON object, not {type(data).__name__}")
        model: Self = object_form(cls).decode(dict(data), "", report or _ignore)
        return model

    def to_dict(self) -> dict[str, Any]:
        """Encode as a JSON object: what was decoded and not changed since is exactly what the server sent.

        Raises:
            TypeError: a value cannot be JSON; the message names its path.
        """
        encoded: dict[str, Any] = encode(self)
        return encoded

    def __repr__(self) -> str:
        kind: type[Any] = type(self)
        shown = {field.name: getattr(self, field.name) for field in attrs.fields(kind)}
        if extra := shown.pop("extra"):
            shown["extra"] = extra
        inside = ", ".join(f"{name}={value!r}" for name, value in shown.items() if value is not UNSET)
        return f"{type(self).__name__}({inside})"


def _ignore(misfit: Misfit) -> None:
    """Nobody asked."""
