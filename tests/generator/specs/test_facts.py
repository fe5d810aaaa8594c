"""Facts are read strictly: every fault is one line with its place and its mend."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.errors import DocumentError, FactsError
from generator.specs import facts as api

BASE = {"title": "Shop", "package": "shop_client", "class_name": "Shop"}


def parse(**facts: Any) -> api.Api:
    return api.parse({**BASE, **facts}, name="shop", where="specs/shop/api.yaml")


def fault(**facts: Any) -> str:
    with pytest.raises(FactsError) as caught:
        parse(**facts)
    return str(caught.value)


def test_the_least_facts_are_enough() -> None:
    """A title, a package and a class name make an Api with the safe defaults."""
    assert parse().limits == {}
    assert parse().distribution == "shop-client"


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({"limits": {"slow": {"requests": 20, "per": "1m"}}}, "limits.slow.per: expected a number, got '1m'"),
        ({"limits": {"slow": {"requests": True}}}, "limits.slow.requests: expected a whole number, got True"),
        ({"limit": {}}, "unknown key 'limit'; did you mean 'limits'?"),
        ({"errors": [{"status": 409}]}, "errors.0.raises: the key 'raises' is missing"),
        ({"errors": "all"}, "errors: expected a list, got 'all'"),
        (
            {"operations": {"a.b": {"class": "twice"}}},
            "operations.a.b.class: expected one of safe, idempotent, keyed, once; got 'twice'",
        ),
        ({"operations": {"a.b": {"class": "keyed"}}}, "operations.a.b: class keyed needs a key"),
        ({"operations": {"a.b": {"limit": "slow"}}}, "operations.a.b.limit: no limit is called 'slow'"),
        (
            {"operations": {"a.b": {"inferred": ["credits"]}}},
            "operations.a.b.inferred: 'credits' is no key of this entry",
        ),
        ({"package": "not a name"}, "package: 'not a name' is not a Python package name"),
        ({"package": "class"}, "package: 'class' is not a Python package name"),
        ({"class_name": "../x"}, "class_name: '../x' is not the name of a Python class"),
        ({"class_name": ""}, "class_name: '' is not the name of a Python class"),
        ({"class_name": "None"}, "class_name: 'None' is not the name of a Python class"),
        ({"auth": {"env": "ACME KEY"}}, "auth.env: 'ACME KEY' is not the name of an environment variable"),
        (
            {"errors": [{"status": 409, "raises": "class"}]},
            "errors.0.raises: 'class' is not the name of a Python class",
        ),
        ({"errors": [{"status": 200, "raises": "Fine"}]}, "errors.0.status: 200 is not the status of an error"),
        ({"statuses": [404, 7]}, "statuses.1: 7 is not the status of an error"),
        ({"refused": [-1]}, "refused.0: -1 is not the status of an error"),
        ({"operations": {"GET /a": {"name": "list"}}}, "operations.GET /a.name: 'list' does not name a resource and"),
        ({"operations": {"GET /a": {"name": "a b.list"}}}, "operations.GET /a.name: 'a b.list' does not name"),
        ({"waiters": {"wait": {"retrieve": "a.b", "completed": []}}}, "waiters.wait: 'wait' does not name"),
        ({"class_name": "_Shop"}, "class_name: '_Shop' is a private name; begin with a letter"),
        ({"class_name": "__init__"}, "class_name: '__init__' is a private name"),
        ({"package": "_shop"}, "package: '_shop' is a private name"),
        ({"package": "asyncio"}, "package: 'asyncio' is a module that the package needs; use asyncio_client"),
        ({"package": "httpcore"}, "package: 'httpcore' is a module that the package needs"),
        ({"title": " "}, "title: is empty"),
        (
            {"operations": {"GET /a": {"name": "a.class"}}},
            "operations.GET /a.name: 'class' is a keyword of Python; write",
        ),
        (
            {"operations": {"GET /a": {"name": "import.list"}}},
            "operations.GET /a.name: 'import' is a keyword of Python",
        ),
        ({"operations": {"GET /a": {"name": "a.b__c"}}}, "operations.GET /a.name: 'b__c' has two underscores"),
        ({"operations": {"GET /a": {"name": "__a__.b"}}}, "operations.GET /a.name: '__a__.b' does not name a resource"),
        (
            {"operations": {"GET /a": {"name": "a.get"}, "GET /b": {"name": "a.get"}}},
            "operations.GET /b.name: operations.GET /a.name gives the name 'a.get' too; choose another",
        ),
        (
            {"operations": {"GET /a": {"name": "a.get"}, "GET /b": {"name": "a.get.b"}}},
            "operations.GET /b.name: 'a.get' is a resource here, and a method by operations.GET /a.name",
        ),
        (
            {
                "operations": {"GET /a": {"name": "a.wait"}},
                "waiters": {"a.wait": {"retrieve": "a.b", "completed": ["x"]}},
            },
            "waiters.a.wait: operations.GET /a.name gives the name 'a.wait' too",
        ),
        (
            {"errors": [{"status": 409, "raises": "Busy"}, {"status": 423, "raises": "Busy"}]},
            "errors.1.raises: errors.0 gives the name 'Busy' too",
        ),
        ({"errors": [{"status": 409, "raises": "AsyncShop"}]}, "errors.0.raises: 'AsyncShop' is the client's class"),
        ({"auth": {"pattern": "^(a+)+$"}}, "auth.pattern: has a repetition or a choice inside a repetition"),
        ({"auth": {"pattern": "^(a|aa)*$"}}, "auth.pattern: has a repetition or a choice inside a repetition"),
        ({"auth": {"pattern": ".*a.*b.*c.*d.*e.*f"}}, "auth.pattern: has more than 5 unbounded repetitions"),
        ({"auth": {"schemes": {"a": {"header": "X Key"}}}}, "auth.schemes.a.header: 'X Key' is no name of a header"),
        ({"auth": {"schemes": {"a": {"header": "X", "prefix": "é"}}}}, "auth.schemes.a.prefix: 'é' is no text of a"),
        ({"version": {"header": "", "value": "1"}}, "version.header: ' ' is no name of a header"),
        ({"version": {"header": "X", "value": "1\n2"}}, "version.value: '1"),
        ({"waiters": {"a.wait": {"retrieve": "a.b", "completed": []}}}, "waiters.a.wait.completed: is empty"),
        (
            {"waiters": {"a.wait": {"retrieve": "a.b", "completed": ["x"], "failed": ["x"]}}},
            "waiters.a.wait.failed: 'x' stands in completed too",
        ),
        ({"reconcile": {"a.b": {"list": "a.list", "match": []}}}, "reconcile.a.b.match: is empty"),
        (
            {"reconcile": {"a.b": {"list": "a.list", "match": ["n"], "shows": -1}}},
            "reconcile.a.b.shows: -1 is not more",
        ),
        (
            {"reconcile": {"a.b": {"list": "a.list", "match": ["n"], "window": -5.0}}},
            "reconcile.a.b.window: -5.0 is not",
        ),
        ({"limits": {"slow": {"requests": 1, "per": float("nan")}}}, "limits.slow.per: nan is not more than 0"),
        ({"limits": {"slow": {"requests": 1, "per": float("inf")}}}, "limits.slow.per: inf is more than 100,000,000"),
        ({"limits": {"slow": {"requests": 10**12}}}, "limits.slow.requests: 1000000000000 is more than 100,000,000"),
        ({"operations": {"a.b": {"replayed": 404}}}, "operations.a.b.replayed: 404 is not the status of a success"),
        ({"servers": {"production": "example.org"}}, "servers.production: 'example.org' is no address"),
        ({"servers": {"": "https://example.org"}}, "servers: an environment has no name"),
        ({"auth": {"pattern": "("}}, "auth.pattern: is not a regular expression: "),
        ({"auth": {"schemes": {"bearer": {"prefix": "x"}}}}, "auth.schemes.bearer: does not say in one way"),
        ({"auth": {"schemes": {"a": {"header": "x", "query": "y"}}}}, "auth.schemes.a: does not say in one way"),
        ({"limits": {"slow": {"requests": -1}}}, "limits.slow.requests: -1 is not more than 0"),
        ({"limits": {"slow": {"requests": 1, "per": 0}}}, "limits.slow.per: 0.0 is not more than 0"),
        ({"plans": {"free": {"concurrent_runs": -1}}}, "plans.free.concurrent_runs: -1 is not more than 0"),
        (
            {"plans": {"free": {"limits": {"default": {"requests": 1, "burst": -1}}}}},
            "plans.free.limits.default.burst: -1 is not more than 0",
        ),
        (
            {"reconcile": {"a.b": {"list": "a.list", "match": ["name"], "window": -1}}},
            "reconcile.a.b.window: -1.0 is not more than 0",
        ),
        (
            {"auth": {"default": "x", "schemes": {"bearer": {"header": "Authorization"}}}},
            "auth.default: no scheme is called 'x'",
        ),
        (
            {"plans": {"free": {"limits": {"default": {"requests": "100"}}}}},
            "plans.free.limits.default.requests: expected a whole number",
        ),
    ],
)
def test_a_fault_names_its_place(facts: dict[str, Any], line: str) -> None:
    """The message has the file, the key and what is wrong with it, on one line."""
    message = fault(**facts)
    assert message.startswith("specs/shop/api.yaml: ")
    assert line in message
    assert "\n" not in message


def test_a_folder_whose_name_cannot_stand_in_source() -> None:
    """The message has the file, not only the name."""
    with pytest.raises(FactsError, match=r"specs/Ünï/api\.yaml: the folder's name 'Ünï' cannot stand in source"):
        api.parse({"title": "T", "package": "t", "class_name": "T"}, name="Ünï", where="specs/Ünï/api.yaml")


def test_not_a_mapping() -> None:
    """A list where keys are expected is one line, too."""
    with pytest.raises(FactsError, match="expected keys and values"):
        api.parse([], name="shop", where="specs/shop/api.yaml")


def test_words_that_python_reserves() -> None:
    """``class`` and ``async`` are written as such in YAML."""
    read = parse(operations={"a.b": {"class": "safe"}}, quick_start={"sync": "1", "async": "2"})
    assert read.operations["a.b"].repeat == "safe"
    assert read.quick_start == api.QuickStart(sync="1", asynchronous="2")


def test_a_file_is_read(tmp_path: Path) -> None:
    """The folder's name becomes the API's."""
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "api.yaml").write_text("title: Shop\npackage: shop_client\nclass_name: Shop\n")
    assert api.read(folder).name == "shop"


def test_a_document_alone_gets_defaults() -> None:
    """Names are made from the folder's when there are no facts."""
    known = api.without_facts("pet_store")
    assert (known.title, known.package, known.class_name) == ("Pet Store", "pet_store_client", "PetStore")


def test_a_folder_with_a_document_and_no_facts_gets_them_too(tmp_path: Path) -> None:
    """An empty folder does not: there, what is missing is the file of facts."""
    folder = tmp_path / "pet-store"
    folder.mkdir()
    with pytest.raises(DocumentError, match=r"api\.yaml"):
        api.read(folder)
    (folder / "openapi.yaml").write_text("openapi: 3.1.0\n")
    assert api.read(folder).package == "pet_store_client"


def test_a_fault_is_found_in_its_line(tmp_path: Path) -> None:
    """Keys may have dots and spaces, and stand in flow style or behind an anchor."""
    file = tmp_path / "api.yaml"
    start = "title: Shop\npackage: shop_client\nclass_name: Shop\noperations:\n"
    file.write_text(f"{start}  a.b: {{class: safe}}\n  GET /a.json:\n    name: a.list\n    class: twice\n")
    with pytest.raises(FactsError) as caught:
        api.read_file(file, "shop")
    assert str(caught.value).startswith(f"{file}:8: operations.GET /a.json.class: expected one of safe, ")


def test_a_fault_of_a_key_that_is_missing_is_found_where_it_should_stand(tmp_path: Path) -> None:
    """The line is that of the nearest thing around it."""
    file = tmp_path / "api.yaml"
    file.write_text("title: Shop\nerrors:\n- status: 404\n  raises: Gone\n- status: 409\n")
    with pytest.raises(FactsError, match=r"api\.yaml:5: errors\.1\.raises: the key 'raises' is missing"):
        api.read_file(file, "shop")
