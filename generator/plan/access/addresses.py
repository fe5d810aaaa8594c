"""Servers: environments, variables of their URLs, and servers that only some operations have.

Operations whose server is one of the document's go to the client's base URL, whichever that is. Another server keeps
its operations also when a caller gives a ``base_url``; it has an argument of its own (``files_url``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urljoin, urlsplit

import attrs
from attrs import field, frozen

from ...model.code import Code, sentence
from ...model.ir import Parsed, Server, ServerVariable
from ...runtime.facts import Variable
from ..plan_values import Address, Package
from ..text.expressions import expression
from ..text.naming import identifier, snake

GENERIC = frozenset({"", "api", "www", "app"})
"""First labels of hosts that are no name for a server."""

MAX_SHOWN = 200
"""Characters of a URL that are shown for each of its variables."""


@frozen(kw_only=True)
class Addresses:
    """The servers of a package."""

    servers: Mapping[str, str]
    """Environment → base URL."""
    variables: Mapping[str, Code] = field(factory=dict[str, Code])
    """Variable of a URL → the expression of its `Variable`."""
    hosts: Mapping[str, str] = field(factory=dict[str, str])
    """URL of another server → the argument that replaces it."""
    base_path: str = ""
    """The document's only URL, where it is just a path."""
    arguments: tuple[Address, ...] = ()
    server_of: Mapping[str, str] = field(factory=dict[str, str])
    """Operation → the URL of its own server, where it has one."""


def addresses(
    given: Mapping[str, str], fetched_from: str, package: Package, parsed: Parsed, taken: Iterable[str]
) -> Addresses:
    """The servers from facts (*given*), else the document's, whose URLs may be relative to where it was *fetched_from*;
    no argument has a name that is *taken*."""
    names = _ArgumentNames(package, taken)
    said = [_absolute(fetched_from, one) for one in parsed.servers or _common(parsed)]
    able = sorted((one for one in said if "://" in _filled(one)), key=lambda one: not _encrypted(_filled(one)))
    servers = dict(given) or {
        ("production" if index == 0 else f"server_{index + 1}"): names.chosen(one) for index, one in enumerate(able)
    }
    usual = {*(_bare(_filled(one)) for one in said), *map(_bare, servers.values())} or {""}
    own = {call.id: _absolute(fetched_from, call.server) for call in parsed.calls if call.server is not None}
    others = {id: names.chosen(one) or "/" for id, one in own.items() if _bare(_filled(one)) not in usual}
    return Addresses(
        servers={name: _without_repetition(url.rstrip("/"), parsed) for name, url in servers.items()},
        hosts={url: name for url in dict.fromkeys(others.values()) if (name := names.host(url))},
        variables=names.variables,
        base_path="" if servers else next((one.url for one in said), ""),
        arguments=tuple(names.arguments),
        server_of=others,
    )


def _common(parsed: Parsed) -> tuple[Server, ...]:
    """The servers of a document where every operation has its own."""
    own = [call.server for call in parsed.calls if call.server is not None]
    return tuple(dict.fromkeys(own)) if len(own) == len(parsed.calls) else ()


def _absolute(document: str, one: Server) -> Server:
    """*one* with an absolute URL, where it is relative to the URL of the *document*."""
    if not document or "://" in _filled(one):
        return one
    return attrs.evolve(one, url=urljoin(document, one.url))


def _filled(one: Server) -> str:
    """Its URL with the defaults of its variables."""
    url = one.url
    for variable in one.variables:
        url = url.replace("{" + variable.name + "}", variable.default or "{" + variable.name + "}")
    return url


def _bare(url: str) -> str:
    return url.rstrip("/")


def _encrypted(url: str) -> bool:
    return url.startswith("https://") or re.match(r"http://(localhost|127\.|\[::1\])", url) is not None


def _without_repetition(url: str, parsed: Parsed) -> str:
    """*url* without the path that every path of the document repeats, as frameworks mounted below a prefix do."""
    try:
        path = urlsplit(url).path.rstrip("/")
    except ValueError:  # not a URL: the constructor raises, and names the argument to give
        return url
    if path and parsed.calls and all(call.path.startswith(path + "/") for call in parsed.calls):
        return url.removesuffix(path)
    return url


class _ArgumentNames:
    """Assigns constructor arguments to variables and servers."""

    def __init__(self, package: Package, taken: Iterable[str]) -> None:
        self._package = package
        self._taken = set(taken)
        self._known: dict[str, ServerVariable] = {}
        self.variables: dict[str, Code] = {}
        self.arguments: list[Address] = []

    def chosen(self, one: Server) -> str:
        """Its URL with its variables; one that another server uses for something else is replaced by its default."""
        url = one.url
        for variable in one.variables:
            known = self._known.setdefault(variable.name, variable)
            if known is variable:
                self._variable(variable, one.url)
            elif (known.default, known.choices) != (variable.default, variable.choices) and variable.default:
                url = url.replace("{" + variable.name + "}", variable.default)
        return url

    def host(self, url: str) -> str:
        """The argument that replaces the server at *url*; empty where its variables do."""
        _, _, rest = url.partition("://")
        labels = re.split(r"[/:?#]", rest, maxsplit=1)[0].split(".")
        words = [snake(label) for label in labels if "{" not in label]
        if "://" not in url or (rest and not any(words)):
            return ""
        first = next((word for word in words if word), "")
        word = first if first not in GENERIC else "_".join(word for word in words if word) or "other"
        name = self._free(f"{word}_url")
        self._add(name, f"the URL that some operations use instead of `base_url`; default `{url}`", ())
        return str(name)

    def _variable(self, one: ServerVariable, url: str) -> None:
        name = self._free(snake(one.name) or "server")
        usual = f"; default `{one.default}`" if one.default else "; no default"
        shown = url if len(url) <= MAX_SHOWN else f"{url[:MAX_SHOWN]}…"
        sense = sentence(one.description).rstrip(".") or f"part of the URL `{shown}`"
        self._add(name, sense + usual, one.choices)
        self.variables[one.name] = expression(Variable, str(name), one.default, one.choices)

    def _add(self, name: Code, text: str, choices: Sequence[str]) -> None:
        variable = self._package.variable(name)
        self.arguments.append(Address(name=name, variable=variable, text=text, choices=tuple(choices)))

    def _free(self, word: str) -> Code:
        name = stem = identifier(word, "server")
        if name in self._taken:
            name = stem = f"server_{stem}"
        number = 2
        while name in self._taken:
            name, number = f"{stem}_{number}", number + 1
        self._taken.add(name)
        return Code(name)


__all__ = ["Addresses", "addresses"]
