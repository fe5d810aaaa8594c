"""Each parser of a server's text, replaced by the one that comes to mind first: its tests notice every time."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from generator.runtime.util import server_text
from generator.runtime.util.server_text import MediaType
from tests.runtime.util import test_server_text as suite


def _guarded(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """*convert*, with the net that is usually put below it."""

    def converted(value: Any) -> Any:
        try:
            return convert(value)
        except (ValueError, TypeError):
            return None

    return converted


def _media_type(text: str) -> MediaType:
    name, _, rest = text.partition(";")
    return MediaType(name.strip().lower(), rest.partition("charset=")[2].lower())


def _media_type_of_mail(text: str) -> MediaType:
    message = Message()
    message["content-type"] = text
    return MediaType(message.get_content_type(), message.get_content_charset() or "")


def _links(header: str) -> list[tuple[str, frozenset[str]]]:
    found = []
    for part in header.split(","):
        target, *parameters = part.split(";")
        rel = next((one.partition("=")[2].strip('"') for one in parameters if one.strip().startswith("rel=")), "")
        found.append((target.strip().strip("<>"), frozenset(rel.split())))
    return found


def _links_by_pattern(header: str) -> list[tuple[str, frozenset[str]]]:
    return [(url, frozenset([rel])) for url, rel in re.findall(r'<([^>]*)>;\s*rel="([^"]*)"', header)]


def _json(text: bytes | str, **_: Any) -> Any:
    return json.loads(text)


def _lenient_json(text: bytes | str, **_: Any) -> Any:
    return json.loads(text, strict=False)


def _json_without_slices(text: bytes | str, *, deepest: int | None = None, **_: Any) -> Any:
    return server_text.parse_json(text, deepest=deepest)


def _json_without_depth(text: bytes | str, *, between: Any = None, **_: Any) -> Any:
    return server_text.parse_json(text, between=between)


NAIVE: dict[str, list[Callable[..., Any]]] = {
    "integer": [
        int,
        _guarded(int),
        _guarded(lambda value: int(float(value))),
        lambda value: int(value) if str(value).isdigit() else None,
    ],
    "number": [float, _guarded(float)],
    "http_date": [
        lambda text: parsedate_to_datetime(text).timestamp(),
        _guarded(lambda text: parsedate_to_datetime(text).timestamp()),
        _guarded(lambda text: datetime.strptime(text, "%a, %d %b %Y %H:%M:%S GMT").timestamp()),  # noqa: DTZ007 - as it is often written
    ],
    "epoch_time": [
        lambda value: datetime.fromisoformat(value).timestamp(),
        _guarded(lambda value: datetime.fromisoformat(value).timestamp()),
        _guarded(float),
    ],
    "media_type": [_media_type, _media_type_of_mail],
    "decode_text": [
        lambda body, charset="": body.decode(charset or "utf-8"),
        lambda body, charset="": body.decode(charset or "utf-8", "replace"),
        lambda body, charset="": body.decode("utf-8", "replace"),
        lambda body, charset="": body.decode("latin-1"),
    ],
    "json_charset": [lambda body: "", lambda body: "utf-8", json.detect_encoding],
    "parse_json": [_json, _lenient_json, _json_without_slices, _json_without_depth],
    "one_line": [
        lambda text, longest=2000: text,
        lambda text, longest=2000: text[:longest],
        lambda text, longest=2000: " ".join(text.split())[:longest],
    ],
    "encodable": [lambda text: text, lambda text: text.encode("utf-8", "ignore").decode()],
    "join_url": [
        urljoin,
        lambda base, link: urljoin(base, link) if isinstance(link, str) and link else None,
        lambda base, link: link,
    ],
    "has_credentials": [lambda url: "@" in url, lambda url: False, lambda url: bool(urlsplit(url).username)],
    "links": [_links, _links_by_pattern],
    "sendable_token": [lambda value: value, str, lambda value: value if isinstance(value, str) else None],
}


def runs(function: Any) -> Iterator[dict[str, Any]]:
    """The arguments of each run of a test."""
    axes: list[list[dict[str, Any]]] = []
    for mark in getattr(function, "pytestmark", []):
        names = [name.strip() for name in mark.args[0].split(",")] if isinstance(mark.args[0], str) else mark.args[0]
        rows = [getattr(row, "values", row) if hasattr(row, "marks") else row for row in mark.args[1]]
        axes.append([dict(zip(names, row if len(names) > 1 else [row], strict=True)) for row in rows])
    for chosen in itertools.product(*axes):
        yield {name: value for row in chosen for name, value in row.items()}


def users_of(name: str) -> list[Any]:
    """The tests in which the parser called *name* is used, those that search for examples or take time left out."""
    found = [value for key, value in vars(suite).items() if key.startswith("test_")]
    return [one for one in found if name in one.__code__.co_names and not hasattr(one, "hypothesis")]


def noticed(name: str, replacement: Callable[..., Any]) -> bool:
    """Whether a test of the parser called *name* fails with its *replacement*."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(suite, name, replacement)
        for test in users_of(name):
            for arguments in runs(test):
                try:
                    test(**arguments)
                except (Exception, pytest.fail.Exception):  # noqa: BLE001 - whatever a naive parser raises
                    return True
    return False


def test_every_parser_has_a_naive_one() -> None:
    """And those that are not there any more are not replaced."""
    made = {
        name for name, value in vars(server_text).items() if getattr(value, "__module__", "") == server_text.__name__
    }
    functions = {name for name in made if not name.startswith("_") and not isinstance(getattr(server_text, name), type)}
    assert functions == set(NAIVE)


@pytest.mark.parametrize("name", NAIVE)
def test_the_tests_of_a_parser_pass(name: str) -> None:
    """As it is; so that what fails below fails because of the replacement."""
    assert users_of(name)
    assert not noticed(name, getattr(server_text, name))


@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for name, naive in NAIVE.items() for number in range(len(naive))]
)
def test_a_naive_parser_is_noticed(name: str, number: int) -> None:
    """By the tests of this module alone."""
    assert noticed(name, NAIVE[name][number])
