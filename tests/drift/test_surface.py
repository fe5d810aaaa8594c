"""What a new package does to its callers' code: each edit's old caller runs and is type-checked against the new one."""

from __future__ import annotations

import ast
import copy
import importlib
import json
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from generator.drift.surface import SurfaceComparison, compare_packages
from generator.files.installation import RUNTIME
from generator.release.judge import judge, package
from generator.specs import facts as api
from tests.drift.cases import CASES
from tests.drift.edits import ADDS, BREAKS, TYPES, WORDS, Edit, crm
from tests.shares import Share, amount, shares
from tests.sweeps.drift.surface import REASONS
from tests.yardstick import least

FACTS = api.without_facts("api")
CONTACT = {"id": "1", "name": "Ann", "status": "ACTIVE", "email": "2026-01-01T00:00:00Z", "score": 1,
           "created_at": "2026-01-01T00:00:00Z", "detail": "x"}  # fmt: skip
ANSWER = {**CONTACT, "items": [CONTACT], "next_cursor": "c"}
BEFORE = "before_client"


def edited(case: Edit) -> dict[str, Any]:
    """The document after the edit."""
    document = copy.deepcopy(crm())
    case.edit(document)
    return document


@cache
def made(number: int) -> dict[str, bytes]:
    """The package before any edit (-1), or after one."""
    return package(crm() if number < 0 else edited(CASES[number]), FACTS)


def texts(surface: SurfaceComparison) -> list[str]:
    return [change.text for change in surface.changes]


class Folder:
    """Packages before and after edits, and the caller of each, before and after: made when they are asked for."""

    def __init__(self, place: Path) -> None:
        self.place = place
        write(place, BEFORE, made(-1))

    @cache  # noqa: B019  (it lives as long as the module's tests)
    def modules(self, number: int) -> tuple[str, str]:
        """The callers of the edit *number*."""
        case, after = CASES[number], f"after{number}_client"
        write(self.place, after, made(number))
        names = (f"before{number}", f"after{number}")
        for name, client in zip(names, (BEFORE, after), strict=True):
            (self.place / f"{name}.py").write_text(caller(case, client))
        importlib.invalidate_caches()
        return names


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folder]:
    place = tmp_path_factory.mktemp("packages")
    sys.path.insert(0, str(place))
    yield Folder(place)
    sys.path.remove(str(place))


def write(place: Path, name: str, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        if "/_runtime/" not in path:
            target = place / path.replace("api_client", name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.replace(b"api_client", name.encode()))
    (place / name / "_runtime").symlink_to(RUNTIME)


def caller(case: Edit, name: str) -> str:
    head = f"from collections.abc import Callable\nfrom {name} import Api, UNSET, Unset, models\n\n\n"
    body = textwrap.indent(case.caller.replace("{package}", name).strip(), "    ")
    return f"{head}def main(crm: Api, sent: Callable[[], str]) -> None:\n{body}\n"


def play(module: str) -> None:
    """Runs a caller against a server that knows every field."""
    seen: list[httpx.Request] = []

    def serve(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204) if request.method == "DELETE" else httpx.Response(200, json=ANSWER)

    script = importlib.import_module(module)
    with script.Api("key", http_client=httpx.Client(transport=httpx.MockTransport(serve))) as client:
        main: Callable[..., None] = script.main
        main(client, lambda: f"{seen[-1].url} {seen[-1].content.decode()}")


@pytest.mark.dealt(0.5)
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("number", range(len(CASES)), ids=[case.name for case in CASES])
def test_the_verdict_is_what_happens_to_the_old_caller(number: int, folder: Folder) -> None:
    """It runs before the edit, and still runs after it, unless the verdict is that it breaks."""
    case = CASES[number]
    surface = compare_packages(made(-1), made(number))
    assert surface.source == case.source, texts(surface)
    assert not case.says or case.says in texts(surface)
    before, after = folder.modules(number)
    play(before)
    if case.source == "runtime-breaking":
        assert case.raises
        with pytest.raises(case.raises):
            play(after)
    else:
        play(after)


@shares(0.25, 0.5)
def test_type_checkers_agree(folder: Folder, share: Share) -> None:
    """All old callers pass; after the edit, those whose verdict is breaking do not, and all others do."""
    chosen = share.of(range(len(CASES)))
    command = [str(Path(sys.executable).with_name("pyright")), "--outputjson", "--pythonpath", sys.executable]
    files = [f"{module}.py" for number in chosen for module in folder.modules(number)]
    done = subprocess.run([*command, *files], cwd=folder.place, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)["generalDiagnostics"]
    wrong = {Path(one["file"]).stem for one in found if one["severity"] == "error"}
    breaking = {number for number in chosen if CASES[number].source.endswith("-breaking")}
    assert {name for name in wrong if name.startswith("before")} == set()
    named = {CASES[int(name.removeprefix("after"))].name for name in wrong}
    assert named == {CASES[number].name for number in breaking}
    assert 0 < len(breaking) < len(chosen)


def test_the_same_is_identical() -> None:
    """Byte for byte, or but for stamps and the order of things."""
    files = made(-1)
    assert compare_packages(files, dict(files)) == SurfaceComparison()
    assert compare_packages(files, {**files, "CHANGELOG.md": b"# Changelog"}).source == "identical"
    assert compare_packages(files, {**files, "README.md": b"Other words."}).source == "docs-only"


@pytest.mark.parametrize("edit", REASONS)
def test_every_reason_of_the_benchmark_is_proved(edit: str) -> None:
    """Where our templates take an edit otherwise than the labels, a caller above shows it."""
    source, why, proof = REASONS[edit]
    assert why
    assert [case.source for case in CASES if case.name == proof] == [source]


def test_each_change_is_told_once_in_the_words_of_the_plain_client() -> None:
    """Sync, async and raw methods tell one story; where a new name took over, it is named."""
    surface = judge(crm(), edited(next(case for case in CASES if case.name == "path-moved"))).surface
    assert surface is not None
    told = [(change.impact, change.text, change.hint) for change in surface.changes]
    assert told == [
        (
            "runtime-breaking",
            "`api.contacts.create` was removed",
            "`api.people.create` was added and takes the same arguments.",
        ),
        (
            "runtime-breaking",
            "`api.contacts.list` was removed",
            "`api.people.list` was added and takes the same arguments.",
        ),
        ("additive", "`api.people.create` was added", ""),
        ("additive", "`api.people.list` was added", ""),
    ]


def test_a_route_that_changed_under_the_same_name_is_told() -> None:
    """Facts pin a name: no code can tell, but older releases ask for what is gone."""
    files = made(-1)
    moved = {path: content.replace(b'"/contacts"', b'"/people"') for path, content in files.items()}
    change, _ = compare_packages(files, moved).changes
    assert (change.impact, change.where) == ("docs-only", "api.contacts.create")
    assert change.text.endswith("sends `POST /people` instead of `POST /contacts`")


def distribution(**modules: str) -> dict[str, bytes]:
    """A package by hand: module → source."""
    files = {"_client": "", **modules}
    return {
        f"x_client/{name.replace('__', '/') if name != '__init__' else name}.py": textwrap.dedent(source).encode()
        for name, source in files.items()
    }


def exported(source: str, *names: str) -> dict[str, bytes]:
    """A package whose root defines all it exports."""
    return distribution(__init__=f"{textwrap.dedent(source)}\n__all__ = {list(names)!r}\n")


ORDER = "`A` takes its positional arguments in another order: "
BY_HAND: list[tuple[str, str, str, str | None]] = [
    ("class A(Exception): ...", "class A(BaseException): ...", BREAKS, "`A` no longer inherits from `Exception`"),
    ("class A: ...", "A = 1", BREAKS, "`A` is no longer a class"),
    ("def A(a, b): ...", "def A(b, a): ...", BREAKS, f"{ORDER}(b, a)"),
    ("def A(a, b): ...", "def A(a, *, b): ...", BREAKS, "`A` accepts `b` as a keyword argument only"),
    ("def A(a): ...", "def A(a, b=1): ...", ADDS, "`A` also accepts `b`"),
    ("def A(a): ...", "def A(b=1, a=2): ...", BREAKS, f"{ORDER}(b, a)"),
    ("def A(a=1): ...", "def A(a=2): ...", ADDS, "`A` uses `2` instead of `1` where `a` is not given"),
    ("def A() -> int: ...", "def A() -> bool: ...", ADDS, "`A` returns `bool` instead of `int`"),
    ("def A() -> int: ...", "async def A() -> int: ...", BREAKS, "`A` is awaited"),
    ("def A(a: list[int]): ...", "def A(a: Sequence[float]): ...", ADDS, "`A` also accepts `Sequence[float]` for `a`"),
    ("def A(a: Sequence[int]): ...", "def A(a: list[int]): ...", TYPES,
     "`A` takes `list[int]` instead of `Sequence[int]` for `a`"),
    ("def A(a: Literal['b', 'c']): ...", "def A(a: Literal['c']): ...", TYPES, "`A` no longer accepts `'b'` for `a`"),
    ("def A(a: builtins.list[int]): ...", "def A(a: list[int]): ...", WORDS, None),
    ("class A(NamedTuple):\n    a: int\n    b: int = 0",
     "class A(NamedTuple):\n    a: int\n    c: int = 0\n    b: int = 0",
     BREAKS, "`A` has its fields in another order: (a, c, b)"),
    ("class A(TypedDict, total=False):\n    a: int", "class A(TypedDict, total=False):\n    a: int\n    b: int", ADDS,
     "`A.b` was added"),
    ("class A(StrEnum):\n    B = 'b'", "class A(StrEnum):\n    B = 'c'", BREAKS,
     "`A.B` has the value `'c'` instead of `'b'`"),
    ("class A:\n    @property\n    def b(self) -> int: ...", "class A:\n    def b(self) -> int: ...", BREAKS,
     "`A.b` is now a method instead of an attribute"),
    ("class A:\n    def __init__(self, a=1): ...", "class A:\n    def __init__(self, a): ...", BREAKS,
     "`A(…)` now requires `a`"),
    ("class A:\n    def _b(self): ...", "class A: ...", WORDS, None),
    ("A: TypeAlias = 'int | str'", "A: TypeAlias = 'str | int'", WORDS, None),
    ("A: TypeAlias = 'int | str'", "A: TypeAlias = 'int'", TYPES, "`A` is `int` instead of `int | str`"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "source", "text"), BY_HAND)
def test_surfaces_by_hand(old: str, new: str, source: str, text: str | None) -> None:
    """What no document makes us render today, but a newer runtime or template may."""
    found = compare_packages(exported(old, "A"), exported(new, "A"))
    assert found.source == source
    assert text is None or text in texts(found)


def test_inherited_members_count() -> None:
    """A method that a base class lost is lost to callers."""
    old = exported("from ._base import B\nclass A(B): ...", "A")
    before, after = "class B:\n    def go(self): ...", "class B: ..."
    (change,) = compare_packages(
        {**old, "x_client/_base.py": before.encode()}, {**old, "x_client/_base.py": after.encode()}
    ).changes
    assert change.text == "`A.go` was removed"


def test_source_that_cannot_be_parsed_has_no_names() -> None:
    """Nothing raises, and nothing reads as unchanged."""
    surface = compare_packages(exported("A = 1", "A"), {"x_client/__init__.py": b"def ("})
    assert texts(surface) == ["`A` was removed"]
    assert compare_packages({}, exported("A = 1", "A")).source == "runtime-breaking"


def test_hundreds_of_operations_take_no_longer_than_parsing_them() -> None:
    """Also where every class of the package has changed; less than Python takes to parse both."""
    resources = amount(25, 75, 75)
    document = crm()
    item, collection = document["paths"]["/contacts/{contact_id}"], document["paths"]["/contacts"]
    for number in range(resources):
        document["paths"] |= {f"/things{number}": collection, f"/things{number}/{{contact_id}}": item}
    old = package(document, FACTS)
    new = {path: re.sub(rb"\blimit\b", b"size", text) if "/resources/" in path else text for path, text in old.items()}
    sources = [text for files in (old, new) for path, text in files.items() if path.endswith(".py")]
    compared = least(lambda: compare_packages(old, new), rounds=2)
    assert compared < least(lambda: [ast.parse(text) for text in sources], rounds=2)
    surface = compare_packages(old, new)
    assert surface.source == "runtime-breaking"
    assert len([change for change in surface.changes if change.kind == "parameter-removed"]) == resources + 1
