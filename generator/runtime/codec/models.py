"""Base class and field specifiers of generated models: `Model`, `define`, `wire`.

Generated code has one module per class below ``<package>/models/``, with ``from __future__ import annotations``::

    @define(kw_only=True)
    class Run(Model):
        \"""One execution of a saved task.\"""

        id: str
        task_id: str = wire("taskId")                          # its name in JSON
        status: RunStatus                                      # imported under TYPE_CHECKING
        progress: Progress | None                              # null, but always present
        nickname: str | Unset = UNSET                          # may be absent
        logs_url: str | Unset | None = wire("logsUrl", default=UNSET)
        extra: dict[str, float] = wire("*", factory=dict)      # only where additional properties are declared

    class RunStatus(OpenStr):                                  # OpenInt for integers
        PENDING = "PENDING"

    Pet: TypeAlias = "Annotated[Cat | Dog, Discriminator('kind', {'cat': 'Cat', 'dog': 'Dog'})]"
    Json: TypeAlias = "dict[str, Json] | list[Json] | str | None"

Annotations are parsed, never evaluated, once per class and at its first use. They may use ``str int float bool None Any
object bytes datetime date Unset list[…] dict[str, …] X | Y Literal[…] Annotated[…]``, and the names that the class's
module or the package around it (``<package>.models``, whose ``__getattr__`` loads classes) has. An alias is a quoted
string, so that it may name itself or what is imported under TYPE_CHECKING. A discriminator maps *every* tag that the
document lists to the name of a class or alias. ``additionalProperties: false`` makes no difference to decoding: unknown
fields are kept and reported. ``extra``, ``raw``, ``from_dict`` and ``to_dict`` are reserved: a field of that name gets
another attribute, and `wire`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Self, TypeVar, dataclass_transform, overload

import attrs

from ..diagnostics.drift import Misfit
from ..util.unset import UNSET
from .annotations import object_decoder
from .encoder import encode

T = TypeVar("T")


class Discriminator(NamedTuple):
    """In ``Annotated[Cat | Dog, Discriminator(…)]``: the property whose value, the tag, selects the union member."""

    property: str
    """Its name in JSON."""
    mapping: Mapping[str, str]
    """Tag → name of the class or alias."""


@overload
def wire(name: str) -> Any: ...
@overload
def wire(name: str, *, default: T) -> T: ...
@overload
def wire(name: str, *, factory: Callable[[], Any]) -> Any: ...
def wire(name: str, *, default: Any = attrs.NOTHING, factory: Callable[[], Any] | None = None) -> Any:
    """Declare a field whose key in JSON is *name*; ``"*"``, for ``extra`` only, stands for all other keys.

    Parameters:
        default: its value when the constructor gets none: `UNSET`.
        factory: returns that value, in place of *default*.
    """
    if factory is not None:
        return attrs.field(factory=factory, metadata={"wire": name})
    return attrs.field(default=default, metadata={"wire": name})


@dataclass_transform(kw_only_default=True, field_specifiers=(wire,))
def define(*, kw_only: bool = True) -> Callable[[type[T]], type[T]]:
    """Make a subclass of `Model` an attrs class: slots, keyword-only, compared by its fields."""
    # Python itself pickles slots, those of base classes included; attrs would leave out `raw`.
    return attrs.define(slots=True, kw_only=kw_only, repr=False, getstate_setstate=False)


class _RawHolder:
    """Base class with the slot of `raw`, which is no attrs field: not compared, shown or passed to constructors."""

    __slots__ = ("_raw",)

    _raw: dict[str, Any] | None

    def __attrs_pre_init__(self) -> None:
        self._raw = None

    @property
    def raw(self) -> dict[str, Any] | None:
        """The JSON object that the server sent; None for a model that was constructed."""
        return self._raw


@define(kw_only=True)
class Model(_RawHolder):
    """Base class of models, one for each object schema of the document.

    Absent fields are `UNSET`, null ones None. Decoding never fails, it reports: a field whose value does not match its
    annotation holds the value as it was sent, a required field that is missing is `UNSET`.
    """

    extra: dict[str, Any] = wire("", factory=dict)
    """Fields that the document does not declare; they are also sent."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], report: Callable[[Misfit], None] | None = None) -> Self:
        """Decode a JSON object.

        Parameters:
            data: as `json.loads` returns it; it is kept as `raw`.
            report: called with each `Misfit`.

        Raises:
            TypeError: *data* is not a mapping.
        """
        if not isinstance(data, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"{cls.__name__}.from_dict needs a JSON object, not {type(data).__name__}")
        model: Self = object_decoder(cls).decode(dict(data), "", report or _discard)
        return model

    def to_dict(self) -> dict[str, Any]:
        """Encode as a JSON object; decoded and unchanged values are encoded exactly as the server sent them.

        Raises:
            TypeError: a value cannot be JSON; the message names the path.
        """
        encoded: dict[str, Any] = encode(self)
        return encoded

    def __repr__(self) -> str:
        cls: type[Any] = type(self)
        values = {field.name: getattr(self, field.name) for field in attrs.fields(cls)}
        if extra := values.pop("extra"):
            values["extra"] = extra
        arguments = ", ".join(f"{name}={value!r}" for name, value in values.items() if value is not UNSET)
        return f"{cls.__name__}({arguments})"


def _discard(misfit: Misfit) -> None:
    """Report to nobody."""
