"""How models read to a type checker: ``mypy --strict`` and ``pyright`` in strict mode accept this file.

Lines marked ``error`` must be refused: an ignore that is not needed is itself an error (``warn_unused_ignores``).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, assert_type

from generator.runtime.codec.codec import Codec
from generator.runtime.codec.enums import OpenStr
from generator.runtime.codec.models import Model, define, wire
from generator.runtime.diagnostics.drift import DriftLog
from generator.runtime.util.unset import UNSET, Unset

if TYPE_CHECKING:
    from typing import Annotated

    from generator.runtime.codec.models import Discriminator


class Status(OpenStr):
    READY = "READY"


@define(kw_only=True)
class Cat(Model):
    kind: Literal["cat"]


@define(kw_only=True)
class Dog(Model):
    kind: Literal["dog"]


Pet: TypeAlias = "Annotated[Cat | Dog, Discriminator('kind', {'cat': 'Cat', 'dog': 'Dog'})]"
Json: TypeAlias = "dict[str, Json] | list[Json] | str | None"


@define(kw_only=True)
class Run(Model):
    id: str
    task_id: str = wire("taskId")
    status: Status
    pet: Pet
    tree: Json
    logs_url: str | None = wire("logsUrl")
    nickname: str | Unset = UNSET
    label: str | Unset | None = wire("theLabel", default=UNSET)
    ended_at: datetime | Unset = wire("endedAt", default=UNSET)


@define(kw_only=True)
class Scores(Model):
    title: str
    extra: dict[str, float] = wire("*", factory=dict)


run = Run(id="r", task_id="t", status=Status.READY, pet=Cat(kind="cat"), tree={"a": ["b", None]}, logs_url=None)
Run(id="r")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # error: required fields are missing
Run(id=1, task_id="t", status=Status.READY, pet=Cat(kind="cat"), tree=None, logs_url=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # error

assert_type(run.id, str)
assert_type(run.status, Status)
assert_type(run.status.is_known, bool)
assert_type(run.logs_url, str | None)
assert_type(run.extra, dict[str, Any])
assert_type(run.raw, dict[str, Any] | None)
assert_type(run.to_dict(), dict[str, Any])
assert_type(Run.from_dict({}), Run)
assert_type(Scores(title="t", extra={"a": 1.0}).extra, dict[str, float])


def by_identity(run: Run) -> str:
    if run.nickname is UNSET:
        return "absent"
    assert_type(run.nickname, str)
    return run.nickname


def by_class(run: Run) -> str | None:
    if isinstance(run.label, Unset):
        return "absent"
    assert_type(run.label, str | None)
    return run.label


def by_truth(run: Run) -> int:
    return run.ended_at.year if run.ended_at else 0


def by_variant(run: Run) -> str:
    if isinstance(run.pet, Cat):
        assert_type(run.pet.kind, Literal["cat"])
    else:
        assert_type(run.pet, Dog)
    return run.pet.kind


log = DriftLog()
decoded: Run = Codec("models").decode("Run", {}, log.reporter("runs.get"))
