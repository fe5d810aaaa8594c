"""The invariants of ARCHITECTURE.md, each as a check that finds its own bad sample."""

from __future__ import annotations

import ast
import functools
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from generator.files.tree import Tree, compare
from generator.packages import cache, workspace
from generator.render import runtime_copy
from generator.runtime import RENAMED
from tests.sweeps.constructs import strange

ROOT = Path(__file__).parents[1]
GENERATOR = ROOT / "generator"
RUNTIME = GENERATOR / "runtime"
TEMPLATES = sorted((ROOT / "templates").rglob("*.jinja"))
PACKAGES = sorted(path.parent for path in ROOT.glob("generated/*/*/_runtime"))
APIS = workspace.Repository(ROOT).apis()
SOURCES = sorted(GENERATOR.rglob("*.py"))
TOOL = [path for path in SOURCES if RUNTIME not in path.parents]
RUNTIME_SOURCES = [path for path in SOURCES if RUNTIME in path.parents]

WRITERS = {
    "files/tree.py": "below generated/",
    "files/atomic.py": "for tree",
    "packages/cache.py": "what was rendered, in .cache/",
    "specs/snapshot.py": "an accepted document, in specs/",
    "release/update.py": "VERSION and CHANGELOG.md, in specs/",
    "render/render.py": "a temporary folder for the formatter",
    "cli/main.py": "the report that --report names",
}
SLEEPERS = {"runtime/pipeline/dispatch.py", "runtime/util/async_library.py", "upstream/fetch.py"}
CONNECTS = {"socket", "ssl", "http", "urllib.request", "httpx", "httpcore", "requests", "aiohttp", "ftplib", "smtplib"}
ONLY = {
    "openapi_python_client": {"engine/engine.py"},
    "jinja2": {"render/render.py"},
    "selectolax": {"drift/pages/html_blocks.py"},
    **{name: {"upstream/fetch.py"} for name in CONNECTS},
}
"""Module → who alone imports it."""
EXTRAS = {"redis", "opentelemetry", "trio"}
"""What the runtime imports where a user has asked for it."""
LONGEST_TEMPLATE = 100

CONVERSIONS: dict[str, tuple[str, str]] = {
    "auth/credentials.py": ("re.search unquote_plus", "the caller's key, and a URL that `join_url` has made"),
    "codec/annotations.py": ("literal_eval", "annotations of this package"),
    "codec/decoders.py": ("float int", "names of types"),
    "codec/encoder.py": ("float fromisoformat int", "the caller's values"),
    "codec/enums.py": ("int", "a JSON number"),
    "codec/scalar_decoders.py": ("b64decode float fromisoformat int", "documented formats; a ValueError is drift"),
    "codec/scalars.py": ("fromisoformat", "the same"),
    "features/download_target.py": ("int", "a number of our own"),
    "features/page_styles.py": ("int", "a fact"),
    "features/sse.py": ("getincrementaldecoder", "UTF-8 alone"),
    "limits/generations.py": ("float int loads", "what these packages have written, and names of types"),
    "limits/redis.py": ("int", "the clock of the caller's own server"),
    "limits/shared.py": ("loads", "what these packages have written"),
    "pipeline/call.py": ("fromtimestamp", "the clock of this machine"),
    "pipeline/tracing.py": ("urlsplit", "a URL that was sent"),
    "protocol/endpoints.py": ("urlsplit", "addresses of the facts and the caller"),
    "protocol/error_body.py": ("re.search", "patterns of the facts, in the first kilobytes"),
    "protocol/origins.py": ("urljoin urlsplit", "addresses of the caller, and URLs that `join_url` has made"),
    "registry.py": ("unquote", "a path of the caller's"),
    "transport/body_streams.py": (".decode", "a content encoding"),
    "transport/content_encoding.py": (".decode from_bytes int", "the same"),
    "transport/own/environment.py": ("int ip_address ip_network unquote urlsplit", "the environment of the process"),
    "transport/own/frames.py": ("from_bytes int", "bytes of a frame's head"),
    "transport/own/socket_steps.py": ("int", "seconds of our own"),
    "transport/own/sockets.py": ("ip_address", "the host of a URL that is sent"),
    "transport/own/target.py": ("urlsplit", "a URL that is sent"),
    "transport/watch.py": ("int", "the size of a chunk, in hexadecimal digits: linear, and bounded by the line"),
}
"""Module that converts something besides `util/server_text.py` → the names it does so by, and why it may."""

Check = Callable[[ast.Module], Iterator[str]]


def imports(tree: ast.AST) -> Iterator[str]:
    """Absolute names of all that is imported, wherever the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(tree: ast.AST) -> Iterator[str]:
    """What is called or named with a dot, as it is written: ``sys.exit``, ``print``, ``.mkdir``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id
        elif isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            yield from (f"{owner}.{node.attr}", f".{node.attr}")
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name):
            yield node.exc.id


def printing(tree: ast.Module) -> Iterator[str]:
    """Prints and exits."""
    words = {"print", "input", "exit", "quit", "SystemExit", "sys.exit", "os._exit", "sys.stdout", "sys.stderr"}
    yield from words.intersection(calls(tree))


def writing(tree: ast.Module) -> Iterator[str]:
    """Calls that change a file system."""
    methods = {"write_text", "write_bytes", "mkdir", "unlink", "rmdir", "rmtree", "rename", "symlink_to", "touch"}
    yield from {f".{name}" for name in methods}.intersection(calls(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and "open" in {getattr(node.func, "id", ""), getattr(node.func, "attr", "")}:
            given = [*node.args[isinstance(node.func, ast.Name) :][:1], *(word.value for word in node.keywords)]
            modes = [value.value for value in given if isinstance(value, ast.Constant) and isinstance(value.value, str)]
            yield from (f"open {mode!r}" for mode in modes if re.fullmatch("[rbt]*[wax+][rbt+]*", mode))


def sleeping(tree: ast.Module) -> Iterator[str]:
    """Pauses."""
    yield from {"time.sleep", "asyncio.sleep", "anyio.sleep"}.intersection(calls(tree))
    yield from {"time.sleep", "asyncio.sleep"}.intersection(imports(tree))


def foreign_to_the_runtime(tree: ast.Module) -> Iterator[str]:
    """Imports of anything but the standard library, httpx, attrs and the runtime itself."""
    import sys

    known = sys.stdlib_module_names | {"httpx", "attrs", "attr"} | EXTRAS
    yield from (name for name in imports(tree) if name.split(".")[0] not in known)


CONVERTERS = frozenset(
    """Decimal Fraction UUID literal_eval ip_address ip_network ip_interface IPv4Address IPv6Address loads raw_decode
    JSONDecoder scan_once scanstring fromstring fromisoformat fromtimestamp utcfromtimestamp strptime fromhex unhexlify
    parsedate parsedate_tz parsedate_to_datetime parse_header urlsplit urlparse urljoin urldefrag parse_qs parse_qsl
    unquote unquote_plus unquote_to_bytes b16decode b32decode b64decode b85decode a85decode standard_b64decode
    urlsafe_b64decode decodebytes a2b_base64 getincrementaldecoder message_from_string message_from_bytes HTMLParser
    SimpleCookie get_content_charset decode_header unpack unpack_from from_bytes mktime mktime_tz timegm unescape
    detect_encoding safe_load minidom expat ElementTree""".split()
)
"""Names of functions and classes, of whatever module, that turn text into values."""
BARE_CONVERTERS = frozenset({"int", "float", "complex", "eval"})
QUALIFIED_CONVERTERS = frozenset(
    {"json.load", "codecs.decode", "codecs.lookup", "pickle.load", "tomllib.load", "csv.reader"}
)


def converting(tree: ast.Module) -> Iterator[str]:
    """Conversions of text: by a name called or handed on (``map(int, …)``), by a codec that is no constant, by a
    pattern that is compiled of something else than a constant."""
    no_values = {id(inner) for node in ast.walk(tree) for part in _types_in(node) for inner in ast.walk(part)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            renamed = (alias.name for alias in node.names if alias.asname)
            yield from CONVERTERS.intersection(renamed)
        elif isinstance(node, ast.Attribute):
            yield from {node.attr} & CONVERTERS
            yield from {ast.unparse(node)} & QUALIFIED_CONVERTERS
        elif isinstance(node, ast.Name) and id(node) not in no_values:
            yield from {node.id} & (CONVERTERS | BARE_CONVERTERS)
        if isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            charset = [*node.args, *(word.value for word in node.keywords if word.arg == "encoding")]
            if called == "decode" and charset and not isinstance(charset[0], ast.Constant) and len(node.args) < 3:
                yield ".decode"
            if called == "str" and len(node.args) > 1 and not isinstance(node.args[1], ast.Constant):
                yield "str"
            if ast.unparse(node.func) in PATTERNS and not isinstance(node.args[0], ast.Constant):
                yield ast.unparse(node.func)


PATTERNS = {f"re.{name}" for name in "match search fullmatch findall finditer split sub subn".split()}


def _types_in(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of *node* in which a name such as ``int`` is a type that nothing is converted to."""
    if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
        yield node.annotation
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is not None:
        yield node.returns
    if isinstance(node, ast.Subscript):
        yield node.slice
    if isinstance(node, ast.Compare):  # type(value) is int, json_types == (int,)
        yield from node.comparators
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func)
        if name in ("isinstance", "issubclass"):
            yield node.args[1]
        if name == "cast":
            yield node.args[0]
        if name in ("int", "float") and isinstance(node.args[0], ast.Constant):
            yield node.func


def at(path: Path) -> str:
    return path.relative_to(GENERATOR).as_posix()


@functools.cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def breaches(check: Check, sources: list[Path], allowed: object = ()) -> list[str]:
    """Where *check* finds something outside the modules that are *allowed* to."""
    return [f"{at(path)}: {found}" for path in sources if at(path) not in allowed for found in check(parse(path))]  # type: ignore[operator]


SAMPLES: list[tuple[Check, str]] = [
    (printing, "print(1)"),
    (printing, "import sys\nsys.exit(1)"),
    (printing, "raise SystemExit"),
    (printing, "import sys\nsys.stderr.write('')"),
    (writing, "from pathlib import Path\nPath('x').write_text('')"),
    (writing, "open('x', 'w')"),
    (writing, "from pathlib import Path\nPath('x').open('ab')"),
    (writing, "import shutil\nshutil.rmtree('x')"),
    (sleeping, "import time\ntime.sleep(1)"),
    (sleeping, "from asyncio import sleep"),
    *(
        (converting, sample)
        for sample in (
            "int(text)",
            "list(map(int, parts))",
            "{'n': float}[kind](text)",
            "json.loads(text)",
            "parse = json.loads",
            "from json import loads as read",
            "datetime.fromisoformat(text)",
            "date.fromisoformat",
            "email.utils.parsedate_to_datetime(text)",
            "urllib.parse.urlsplit(url)",
            "urljoin(a, b)",
            "b64decode(text)",
            "body.decode(charset)",
            "body.decode(encoding=charset)",
            "str(body, charset)",
            "codecs.decode(body, name)",
            "re.search(pattern, text)",
            "Decimal(text)",
            "UUID(text)",
            "literal_eval(text)",
            "int.from_bytes(data)",
            "json.JSONDecoder().raw_decode(text)",
            "ip_address(host)",
            "from urllib.parse import unquote as u",
        )
    ),
    (foreign_to_the_runtime, "import yaml"),
    (foreign_to_the_runtime, "def f():\n    from generator import tree"),
]


@pytest.mark.parametrize(("check", "sample"), SAMPLES)
def test_each_check_finds_its_sample(check: Check, sample: str) -> None:
    """A check that cannot fail is none."""
    assert list(check(ast.parse(sample)))
    assert not list(check(ast.parse("import httpx\nfrom . import tree\nx = open('x').read()")))


def test_what_is_no_conversion() -> None:
    """Types, constants, and text in a known charset."""
    sample = """
def f(a: int | None, b: list[float] = []) -> int:
    c: int = 0
    assert isinstance(a, int) and type(b) is not float and cast(int, c)
    return float("inf"), data.decode(), data.decode("utf-8", "replace"), decoder.decode(a, b, c), re.sub("a", b, c)
"""
    assert not list(converting(ast.parse(sample)))


def test_only_cli_prints_and_exits() -> None:
    """Everything else returns values and raises errors."""
    assert not breaches(printing, SOURCES, {"cli/main.py"})


def test_only_tree_writes() -> None:
    """The few others write elsewhere, each for a reason; nobody else below generated/."""
    assert not breaches(writing, TOOL, WRITERS)


def test_only_the_drivers_sleep() -> None:
    """Decisions are made without waiting, so that their tests take no time."""
    assert not breaches(sleeping, SOURCES, SLEEPERS)


@pytest.mark.parametrize("name", sorted(ONLY))
def test_import_table(name: str) -> None:
    """Only fetch opens connections; only engine knows the engine; only render knows the template language."""

    def importing(tree: ast.Module) -> Iterator[str]:
        yield from (found for found in imports(tree) if found == name or found.startswith(f"{name}."))

    assert list(importing(ast.parse(f"def f():\n    import {name}")))
    assert not breaches(importing, TOOL, ONLY[name])


def test_the_runtime_stands_alone() -> None:
    """A verbatim copy works anywhere: the standard library, httpx, attrs and relative imports."""
    assert not breaches(foreign_to_the_runtime, RUNTIME_SOURCES)


def test_one_module_converts_the_text_of_servers() -> None:
    """The others that convert anything convert what a server did not write, or are named with their reason."""
    sources = [path for path in RUNTIME_SOURCES if RUNTIME / "testing" not in path.parents]
    found = {path.relative_to(RUNTIME).as_posix(): " ".join(sorted({*converting(parse(path))})) for path in sources}
    assert found.pop("util/server_text.py")
    assert {name: names for name, names in found.items() if names} == {
        name: known for name, (known, _) in CONVERSIONS.items()
    }


def test_our_imports_are_relative() -> None:
    """The wheel installs the generator under another name."""

    def absolute(tree: ast.Module) -> Iterator[str]:
        yield from (name for name in imports(tree) if name.split(".")[0] in {"generator", "clientgen"})

    assert list(absolute(ast.parse("def f():\n    from generator import errors")))
    assert not breaches(absolute, SOURCES)


def test_drift_knows_neither_fetch_nor_render() -> None:
    """Comparing needs two documents, wherever they come from."""

    def reaching(tree: ast.Module) -> Iterator[str]:
        wanted = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        yield from (name for name in wanted if re.search(r"(^|\.)(fetch|upstream|render)(\.|$)", name))

    assert list(reaching(ast.parse("from ..fetch import get")))
    assert list(reaching(ast.parse("from generator.render import text")))
    assert not breaches(reaching, [path for path in TOOL if at(path).startswith("drift/")])


def test_no_vendor_is_named() -> None:
    """Facts about an API live in specs/, so that a fourth API needs no change here."""
    vendors = re.compile("|".join(APIS), re.IGNORECASE)
    files = [path for path in (*SOURCES, *TEMPLATES) if vendors.search(path.name + path.read_text(encoding="utf-8"))]
    assert APIS
    assert not files


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_depend_on_the_api_and_stay_short(template: Path) -> None:
    """What has no hole in it belongs to the runtime; what is long takes decisions that belong to the plan."""
    text = template.read_text(encoding="utf-8")
    assert "{{" in text or "{%" in text
    assert len(text.splitlines()) <= LONGEST_TEMPLATE


def test_there_is_something_generated() -> None:
    """A package for each API: the checks below look at something."""
    assert [package.parent.name for package in PACKAGES] == list(APIS)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_runtime_copies_are_verbatim(package: Path) -> None:
    """The runtime that is tested is the runtime that is shipped, byte for byte."""
    assert not compare(Tree.read(RUNTIME).files, Tree.read(package / "_runtime").files)
    assert (package / runtime_copy.VERSION_MODULE).read_bytes() == runtime_copy.version_module()


@pytest.mark.parametrize("api", APIS)
def test_generated_equals_a_fresh_render(api: str) -> None:
    """Path for path, nothing extra."""
    repository = workspace.Repository(ROOT)
    outcome = workspace.sync_package(repository, api, shared=cache.shared_key(), check=True, cached=False)
    assert not outcome.diff
    assert not repository.orphans()


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_generated_packages_import_nothing_of_ours(package: Path) -> None:
    """Users install the package, not the generator."""
    assert not [
        path
        for path in package.rglob("*.py")
        if {"generator", "clientgen"} & {name.split(".")[0] for name in imports(parse(path))}
    ]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_generated_code_is_what_templates_make(package: Path) -> None:
    """Whatever a document says is a constant there, or prose."""
    assert strange(package) == []


def public(tree: ast.Module) -> set[str]:
    """The names that a module has without an underscore in front, also those it has for type checkers only."""
    names: set[str] = set()
    body = [*tree.body, *(node for top in tree.body if isinstance(top, ast.If) for node in top.body)]
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return {name for name in names if not name.startswith("_")}


def exported(tree: ast.Module) -> list[str]:
    """What ``__all__`` lists."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return list(ast.literal_eval(node.value))
    return []


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_all_is_whole_and_sorted(package: Path) -> None:
    """Every public name is in ``__all__`` and every name in it exists; all else is underscored."""
    tree = parse(package / "__init__.py")
    internal = {"annotations", "TYPE_CHECKING", "SERVICE", *RENAMED}  # deprecated names are not offered
    names = exported(tree)
    assert names == sorted(names)
    assert {name for name in names if not name.startswith("__")} == public(tree) - internal
    modules = {path.stem for path in package.iterdir() if path.suffix in {".py", ""} and path.name != "__pycache__"}
    assert {name for name in modules if not name.startswith("_")} <= {
        "models",
        "resources",
        "errors",
        "testing",
        "types",
    }


def test_the_public_names_of_a_module_are_found() -> None:
    """The check above sees imports, classes, functions and assignments."""
    sample = (
        "import a\nfrom b import c as d\nif TYPE_CHECKING:\n    from e import F\ndef g(): ...\nclass H: ...\ni = _j = 1"
    )
    assert public(ast.parse(sample)) == {"a", "d", "F", "g", "H", "i"}


def test_every_test_is_run() -> None:
    """`make test` names what it runs, for `make prism` needs a server; no file may be forgotten by both."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    run = [ROOT / path for path in (*settings["testpaths"], "tests/prism")]
    for path in run:
        assert path.exists(), path
    forgotten = [path for path in ROOT.glob("tests/**/test_*.py") if not any(path.is_relative_to(one) for one in run)]
    assert not forgotten


MOST_MODULES = 12
"""In one folder of the runtime, its ``__init__`` not counted."""


def test_the_runtime_is_shallow() -> None:
    """A reader finds a module by its folder: at most two folders deep, at most twelve modules in each."""
    folders = Counter(path.parent for path in RUNTIME_SOURCES if path.name != "__init__.py")
    assert max(len(path.relative_to(RUNTIME).parts) for path in RUNTIME_SOURCES) <= 3
    assert {at(folder): count for folder, count in folders.items() if count > MOST_MODULES} == {}


def test_a_class_has_a_name_of_its_own() -> None:
    """One word for one thing: no two classes of the runtime share a name."""
    classes = Counter(
        node.name for path in RUNTIME_SOURCES for node in ast.walk(parse(path)) if isinstance(node, ast.ClassDef)
    )
    assert [name for name, count in classes.items() if count > 1] == []


def test_a_constant_has_a_name_of_its_own() -> None:
    """The same for the constants of the runtime's modules."""
    constants = Counter(
        target.id
        for path in RUNTIME_SOURCES
        for node in parse(path).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and target.id.isupper() and len(target.id) > 1
    )
    assert [name for name, count in constants.items() if count > 1] == []


FOREIGN_WORDS = re.compile(r"\b(?:he|him|his)\b", re.IGNORECASE)
OPENS_WITH_A_QUESTION = re.compile(r"(?:What|Where|Which|Who|Why)\b")


def prose(tree: ast.Module) -> Iterator[str]:
    """The docstrings of a module, its classes and its functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def unclear(tree: ast.Module) -> Iterator[str]:
    """Docstrings that speak of persons, or say "What …" instead of what a thing is or does."""
    yield from (text for text in prose(tree) if FOREIGN_WORDS.search(text) or OPENS_WITH_A_QUESTION.match(text))


def test_docstrings_say_what_a_thing_is() -> None:
    """Of the generator and of the runtime."""
    assert list(unclear(ast.parse('def f():\n    """What is known of a call."""')))
    assert list(unclear(ast.parse('"""A caller and his key."""')))
    assert not breaches(unclear, SOURCES)


DOCUMENTS = [ROOT / name for name in ("ARCHITECTURE.md", "CONTRIBUTING.md")]


def named_paths(text: str) -> list[str]:
    """The paths of folders and files in backticks."""
    return re.findall(r"`(?:_runtime/)?((?:[a-z_]+/)+(?:[a-z_]+\.(?:py|jinja|yaml))?)`", text)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_files_that_documents_name_exist(document: Path) -> None:
    """In the repository, the generator, drift, the runtime, or a rendered package."""
    places = [ROOT, GENERATOR, GENERATOR / "drift", RUNTIME, PACKAGES[-1]]
    paths = named_paths(document.read_text(encoding="utf-8"))
    assert paths
    assert [path for path in paths if not any((place / path).exists() for place in places)] == []


def test_a_path_in_a_document_is_found() -> None:
    """The check above sees files and folders, below the runtime too."""
    assert named_paths("`a/b.py`, `a/`, `_runtime/c/d.py`, `e.py`, a/f.py") == ["a/b.py", "a/", "c/d.py"]
