"""Decoding never fails, reports every mismatch, and loses nothing."""

from __future__ import annotations

import copy
import gc
import json
import re
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.runtime.codec.annotations import AnnotationParser, object_decoder
from generator.runtime.codec.codec import Codec
from generator.runtime.codec.decoders import Decoder
from generator.runtime.codec.enums import OpenInt, OpenStr
from generator.runtime.codec.models import Model, define, wire
from generator.runtime.diagnostics.drift import Misfit
from generator.runtime.util.unset import UNSET, Unset
from tests.shares import amount

if TYPE_CHECKING:
    from typing import Annotated

    from generator.runtime.codec.models import Discriminator


class Status(OpenStr):
    PENDING = "PENDING"
    COMPLETED = "COMPLETED"


class Level(OpenInt):
    LOW = 1
    HIGH = 2


@define(kw_only=True)
class Progress(Model):
    current_step: int = wire("currentStep")
    share: float | Unset = UNSET


@define(kw_only=True)
class Run(Model):
    id: str
    status: Status
    created_at: datetime = wire("createdAt")
    day: date | None
    progress: Progress | None
    inputs: dict[str, Any]
    tags: list[str]
    steps: list[Progress] | Unset = UNSET
    level: Level | Unset = UNSET
    ok: bool | Unset = UNSET
    blob: bytes | Unset = UNSET
    error: Any = wire("error", default=UNSET)


@define(kw_only=True)
class Envelope(Model):
    run: Run


@define(kw_only=True)
class Cat(Model):
    kind: Literal["cat"]
    lives: int


@define(kw_only=True)
class Dog(Model):
    kind: Literal["dog"]
    tricks: list[str]


@define(kw_only=True)
class Scores(Model):
    title: str
    extra: dict[str, float] = wire("*", factory=dict)


@define(kw_only=True)
class Owner(Model):
    pets: list[Pet]
    favourite: Cat | Dog | str | None
    when: Status | datetime | int | None
    tree: Json
    best: Owner | Unset = UNSET


@define(kw_only=True)
class Leaf(Model):
    value: int


@define(kw_only=True)
class Node(Model):
    left: Tree
    right: Tree


Pet: TypeAlias = "Annotated[Cat | Dog, Discriminator('kind', {'cat': 'Cat', 'dog': 'Dog'})]"
Json: TypeAlias = "dict[str, Json] | list[Json] | str | None"
Tree: TypeAlias = "Node | Leaf"

CODEC = Codec(sys.modules[__name__])
RUN: dict[str, Any] = {
    "id": "r1",
    "status": "COMPLETED",
    "createdAt": "2025-10-13T15:02:44.810Z",
    "day": "2025-10-13",
    "progress": {"currentStep": 5, "share": 1},
    "inputs": {"a": {"b": [1, None]}},
    "tags": ["x"],
    "steps": [{"currentStep": 1}, {"currentStep": 2}],
    "level": 2,
    "ok": True,
    "blob": "AP8=",
    "error": {"free": ["form"]},
}
OWNER: dict[str, Any] = {
    "pets": [{"kind": "cat", "lives": 9}, {"kind": "dog", "tricks": []}],
    "favourite": {"kind": "dog", "tricks": ["sit"]},
    "when": "2025-10-13T15:02:44Z",
    "tree": {"a": ["b", None, {"c": {}}]},
    "best": {"pets": [], "favourite": None, "when": "PENDING", "tree": None},
}


def decode(annotation: str, value: Any) -> tuple[Any, list[Misfit]]:
    misfits: list[Misfit] = []
    return CODEC.decode(annotation, value, misfits.append), misfits


def changed(data: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A deep copy of *data* with *value* at the dotted *path*; ``...`` removes it."""
    data = copy.deepcopy(data)
    *above, last = path.split(".")
    target: Any = data
    for key in above:
        target = target[int(key) if key.isdigit() else key]
    key = int(last) if last.isdigit() else last
    if value is ...:
        del target[key]
    else:
        target[key] = value
    return data


@pytest.mark.parametrize(
    ("annotation", "data"),
    [("Envelope", {"run": RUN}), ("Owner", OWNER), ("list[Run]", [RUN]), ("Pet", OWNER["pets"][0])],
)
def test_a_matching_value_is_never_decoded_leniently(annotation, data, monkeypatch):
    """No misfit is reported, and the compiled decoder does all of it."""

    def refuse(decoder: Decoder, value: Any, where: str, report: Callable[[Misfit], None]) -> Any:
        raise AssertionError(f"{decoder.name} does not match {value!r}")

    classes = [Decoder]
    for cls in classes:
        classes += cls.__subclasses__()
        monkeypatch.setattr(cls, "decode_leniently", refuse)
    value, misfits = decode(annotation, data)
    assert misfits == []
    assert CODEC.encode(value) == data


def test_decoded_values_have_their_types():
    """A value decoded to any annotation has the annotated type."""
    run, _ = decode("Run", RUN)
    assert isinstance(run, Run)
    assert run.created_at == datetime(2025, 10, 13, 15, 2, 44, 810000, tzinfo=UTC)
    assert run.day == date(2025, 10, 13)
    assert (run.level, run.blob, run.status) == (Level.HIGH, b"\x00\xff", Status.COMPLETED)
    assert [step.current_step for step in run.steps] == [1, 2]
    owner, _ = decode("Owner", OWNER)
    assert [type(pet) for pet in owner.pets] == [Cat, Dog]
    assert isinstance(owner.favourite, Dog)
    assert isinstance(owner.when, datetime)
    assert isinstance(owner.best.when, Status)


MISMATCHES: dict[str, tuple[str, Any, str, str]] = {
    "unknown enum": ("run.status", "PAUSED", "unknown_enum", "'PAUSED'"),
    "unknown integer enum": ("run.level", 7, "unknown_enum", "7"),
    "extra field": ("run.newField", {"x": 1}, "unknown_field", ""),
    "extra field below": ("run.progress.eta", 3, "unknown_field", ""),
    "missing field": ("run.id", ..., "missing_field", "expected str"),
    "missing field in an array": ("run.steps.1.currentStep", ..., "missing_field", "expected int"),
    "null": ("run.tags", None, "null", "expected list[str], got null"),
    "wrong type": ("run.id", 5, "wrong_type", "expected str, got integer"),
    "number as string": ("run.progress.currentStep", "5", "wrong_type", "expected int, got string"),
    "object as array": ("run.progress", [], "wrong_type", "expected Progress | None, got array"),
    "bad date": ("run.createdAt", "yesterday", "bad_date", "not a datetime"),
    "date without a time": ("run.createdAt", "2025-10-13", "bad_date", "not a datetime"),
    "date without a zone": ("run.createdAt", "2025-10-13T15:02:44", "bad_date", "no UTC offset, read as UTC"),
    "timestamp as a number": ("run.createdAt", 1760367764, "wrong_type", "expected datetime, got integer"),
    "bad day": ("run.day", "13.10.2025", "bad_date", "not a date"),
    "bad base64": ("run.blob", "***", "wrong_type", "not a bytes"),
    "number as boolean": ("run.ok", 1, "wrong_type", "expected bool, got integer"),
    "boolean as number": ("run.level", True, "wrong_type", "expected Level, got boolean"),
    "fraction": ("run.progress.currentStep", 1.5, "wrong_type", "expected int, got number"),
    "array item": ("run.tags.0", 1, "wrong_type", "expected str, got integer"),
}


@pytest.mark.parametrize(("path", "value", "kind", "detail"), MISMATCHES.values(), ids=MISMATCHES)
def test_each_mismatch_is_reported_once_and_kept(path, value, kind, detail):
    """Decoding succeeds, the misfit has its kind and path, and encoding returns what was received."""
    data = changed({"run": RUN}, path, value)
    envelope, misfits = decode("Envelope", data)
    assert misfits == [(kind, re.sub(r"\.\d+", "[]", path), detail)]
    assert isinstance(envelope.run, Run)
    assert json.dumps(envelope.to_dict()) == json.dumps(data)


def test_a_mismatch_affects_no_other_field():
    """Every other field is decoded as usual."""
    data = changed(changed({"run": RUN}, "run.status", "PAUSED"), "run.progress.currentStep", "5")
    run = decode("Envelope", data)[0].run
    assert run.created_at.year == 2025
    assert run.status == "PAUSED"
    assert not run.status.is_known
    assert run.progress.current_step == "5"
    assert run.progress.share == 1


def test_a_missing_required_field_is_unset():
    """It is not None, because the server did not send null."""
    assert decode("Run", changed(RUN, "id", ...))[0].id is UNSET


def test_an_integral_float_is_an_integer():
    """JSON Schema defines it so; it is encoded as it was sent."""
    run, misfits = decode("Run", changed(RUN, "progress.currentStep", 5.0))
    assert misfits == []
    assert type(run.progress.current_step) is int
    assert repr(run.to_dict()["progress"]["currentStep"]) == "5.0"


@pytest.mark.parametrize("value", [None, True, 3, 1.5, "text", [], [[]]])
def test_a_body_of_another_type_is_kept(value):
    """It is returned as it was sent, and reported at the root."""
    decoded, misfits = decode("Run", value)
    assert decoded == value
    assert [misfit.where for misfit in misfits] == ["$"]


def test_details_hold_no_user_data():
    """They hold types and enum values only, and enum values are cut to 40 characters."""
    secret = "s3cr3t!" * 20
    for path in ("createdAt", "day", "level", "progress", "tags", "ok", "blob"):
        assert "s3cr3t" not in decode("Run", changed(RUN, path, secret))[1][0].detail
    assert len(decode("Run", changed(RUN, "status", secret))[1][0].detail) <= 40


@pytest.mark.parametrize(
    ("value", "kind", "misfit"),
    [
        ({"kind": "cow", "milk": 1}, dict, ("extra_variant", "kind", "'cow'")),
        ({"kind": 5}, dict, ("extra_variant", "kind", "")),
        ({"kind": "cat", "lives": "9"}, Cat, ("wrong_type", "lives", "expected int, got string")),
        ({"lives": 9}, Cat, ("missing_field", "kind", "expected Literal['cat']")),
        ("cat", str, ("wrong_type", "$", "expected Cat | Dog, got string")),
    ],
)
def test_a_discriminator_selects_the_member(value, kind, misfit):
    """A known tag selects its class whatever else is wrong; with an unknown one the object stays JSON."""
    pet, misfits = decode("Pet", value)
    assert type(pet) is kind
    assert misfits == [misfit]
    assert CODEC.encode(pet) == value


@pytest.mark.parametrize(
    ("value", "kind", "misfits"),
    [
        ({"kind": "dog", "tricks": []}, Dog, []),
        ({"kind": "dog", "tricks": [], "new": 1}, Dog, [("unknown_field", "favourite.new", "")]),
        ({"lives": 9}, Cat, [("missing_field", "favourite.kind", "expected Literal['cat']")]),
        ({"kind": "cow", "lives": 9}, dict, [("bad_union", "favourite", "none of Cat | Dog | str | None")]),
        ({"moo": 1}, dict, [("bad_union", "favourite", "none of Cat | Dog | str | None")]),
        (7, int, [("wrong_type", "favourite", "expected Cat | Dog | str | None, got integer")]),
        ("Tom", str, []),
    ],
)
def test_a_union_without_discriminator_selects_the_best_match(value, kind, misfits):
    """The first member that matches; else the most similar one; else the value stays JSON."""
    owner, found = decode("Owner", changed(OWNER, "favourite", value))
    assert type(owner.favourite) is kind
    assert found == misfits
    assert owner.to_dict()["favourite"] == value


def test_a_union_of_lists_is_decided_by_the_items():
    """The first item selects the member."""
    decoded, misfits = decode("list[Cat] | list[Dog]", [{"kind": "dog", "tricks": [], "new": 1}])
    assert [type(one) for one in decoded] == [Dog]
    assert misfits == [("unknown_field", "[].new", "")]


def test_recursive_types_decode():
    """A type may contain itself, through classes and through aliases."""
    tree = {"left": {"left": {"value": 1}, "right": {"value": 2}}, "right": {"value": 3}}
    node, misfits = decode("Tree", tree)
    assert misfits == []
    assert node.left.right.value == 2
    assert node.to_dict() == tree


def test_typed_additional_properties_report_as_any_key():
    """Their keys are data, so the path does not name them."""
    scores, misfits = decode("Scores", {"title": "t", "alice": 1, "bob": "x"})
    assert misfits == [("wrong_type", "*", "expected float, got string")]
    assert scores.extra == {"alice": 1, "bob": "x"}


def test_misfits_of_array_items_share_a_path():
    """Indices are not part of it."""
    _, misfits = decode("list[Run]", [changed(RUN, "status", "A"), RUN, changed(RUN, "status", "A")])
    assert {misfit.where for misfit in misfits} == {"[].status"}


def test_a_value_that_is_nested_too_deeply_is_reported():
    """It is returned as it was sent."""
    deep: Any = None
    for _ in range(5000):
        deep = [deep]
    gc.collect()  # else a destructor of another test's object may run where the stack is full
    value, misfits = decode("Json", deep)
    assert value is deep
    assert misfits == [("too_deep", "$", "nested too deeply to decode")]


def test_what_report_raises_is_not_caught():
    """Strict callers stop at the first misfit, and the exception has no unrelated context."""

    class Stop(Exception):
        pass

    def report(misfit: Misfit) -> None:
        raise Stop

    with pytest.raises(Stop) as caught:
        CODEC.decode("Run", changed(RUN, "id", 5), report)
    assert caught.value.__context__ is None


def test_hostile_wire_names_are_constants():
    """A key of the document is quoted in the compiled source, never code in it."""

    @define(kw_only=True)
    class Hostile(Model):
        name: str = wire("'] or __import__('os').abort() or d['")

    assert Hostile.from_dict({"'] or __import__('os').abort() or d['": "x"}).name == "x"


@pytest.mark.parametrize("text", ["Nobody", "list[", "set[str]", "print('x')", "CODEC"])
def test_an_invalid_annotation_is_refused(text):
    """It raises TypeError, because the package is at fault and not the response; nothing is evaluated."""
    with pytest.raises(TypeError):
        AnnotationParser(__name__).decoder(text)


def test_a_lazy_package_loads_only_what_is_used(tmp_path, monkeypatch):
    """Names are looked up as attributes of the package when an annotation with them is parsed."""
    head = "from __future__ import annotations\nfrom generator.runtime.codec.models import Model, define, wire\n\n\n"
    package = tmp_path / "lazy_models"
    package.mkdir()
    (package / "__init__.py").write_text(
        "from importlib import import_module\n"
        "def __getattr__(name):\n"
        "    if name not in ('Parent', 'Child', 'Other'): raise AttributeError(name)\n"
        "    return getattr(import_module(f'{__name__}.{name.lower()}'), name)\n"
    )
    fields = {"Parent": "child: Child\n    other: Other | None", "Child": "name: str", "Other": "name: str"}
    for name, body in fields.items():
        (package / f"{name.lower()}.py").write_text(f"{head}@define(kw_only=True)\nclass {name}(Model):\n    {body}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    codec = Codec("lazy_models")
    assert "lazy_models" not in sys.modules
    child = codec.decode("list[Child]", [{"name": "x"}], pytest.fail)[0]
    assert child.name == "x"
    assert "lazy_models.parent" not in sys.modules
    parent = codec.decode("Parent", {"child": {"name": "y"}, "other": None}, pytest.fail)
    assert type(parent.child) is type(child)


def test_every_class_is_compiled_once():
    """The decoder of a class is shared by every annotation that names it."""
    assert object_decoder(Run).compiled is object_decoder(Run).compiled


KEYS = st.sampled_from(sorted({*RUN, *OWNER, "run", "kind", "lives", "tricks", "currentStep", "left"}))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
    | st.sampled_from(["PENDING", "cat", "2025-10-13", "2025-10-13T15:02:44.810Z", "2025-10-13T15:02:44", "AP8="]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(max_size=4), inner, max_size=6),
    max_leaves=20,
)  # fmt: skip
ANNOTATIONS = st.sampled_from(
    [
        "Run",
        "Envelope",
        "Owner",
        "Pet",
        "Scores",
        "Tree",
        "Json",
        "list[Run] | None",
        "dict[str, Pet]",
        "Cat | Dog | int",
    ]
)


@settings(max_examples=amount(150, 600, 5000), deadline=None)
@given(ANNOTATIONS, JSON)
def test_any_json_survives_a_round_trip(annotation, value):
    """Decoding never raises, and encoding returns what was decoded; only 5.0, for an ``int``, may become 5."""
    before = copy.deepcopy(value)
    decoded, _ = decode(annotation, value)
    again = CODEC.encode(decoded)
    if type(again) is int and type(before) is float:
        again = float(again)
    assert json.dumps(again, sort_keys=True) == json.dumps(before, sort_keys=True)
    assert value == before


def test_an_integral_float_is_the_integer_of_a_union():
    """It selects ``int`` among the members of a union."""
    decoded, misfits = decode("Cat | Dog | int", 5.0)
    assert (decoded, type(decoded), misfits) == (5, int, [])
    assert decode("int | str | None", -2.0) == (-2, [])


@settings(max_examples=amount(100, 400, 4000), deadline=None)
@given(st.data())
def test_an_answer_with_one_value_replaced_survives_a_round_trip(data):
    """Any value at any path is replaced, or removed."""
    annotation, good = data.draw(st.sampled_from([("Envelope", {"run": RUN}), ("Owner", OWNER)]))
    paths = [path for path in _paths(good) if path]
    altered = changed(good, data.draw(st.sampled_from(paths)), data.draw(JSON | st.just(...)))
    decoded, misfits = decode(annotation, altered)
    assert json.dumps(CODEC.encode(decoded)) == json.dumps(altered)
    assert len(misfits) == len(set(misfits)) or "[]" in str(misfits) or "*" in str(misfits)


def _paths(value: Any, above: str = "") -> list[str]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [above] + [path for key, item in items for path in _paths(item, f"{above}.{key}" if above else str(key))]
