"""Where an API is: the base URL of a client, and of the operations that the document puts on a server of their own."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from ..errors import ConfigurationError
from ..facts import variable
from .origins import Origin, base, loopback, resolve

if TYPE_CHECKING:
    from ..facts import Operation, Service


_HOLE = re.compile(r"\{([^{}]*)\}")


class Endpoint(NamedTuple):
    """One server."""

    url: str
    """Without its last slash."""
    origin: Origin
    host: str
    """As the ``Host`` header says it."""


def place(url: str, name: str) -> Endpoint:
    """The server at *url*, which the argument *name* said; raises `ConfigurationError` if no key must be sent there."""
    url, home = base(url, name)
    return Endpoint(url, home, str(home).partition("://")[2])


class EndpointResolver:
    """The servers of one client.

    Parameters:
        service: says which there are.
        environment, base_url: the constructor's; a URL before a name, an argument before a variable.
        given: other arguments of the constructor, by name: variables of the servers' addresses, and addresses of
            servers that some operations have of their own.

    Raises:
        ConfigurationError: it cannot be told where to send, or a key must not be sent there.
    """

    __slots__ = ("_given", "_others", "_service", "_stands_in", "home")

    def __init__(
        self, service: Service, environment: str | None, base_url: str | None, given: Mapping[str, str | None]
    ) -> None:
        self._service = service
        self._given = given
        self._others: dict[str, Endpoint] = {}
        self.home = self._home(environment, base_url)
        for server, argument in service.hosts.items():
            told = self._look(argument)
            if told is not None:
                self._others[server] = place(told, argument)
        known = [self._filled(url) for url in service.servers.values() if not self._open(url)]
        self._stands_in = loopback(self.home.origin.host) and self.home.url not in known

    def of(self, operation: Operation[object]) -> Endpoint:
        """Where *operation* is. What stands on loopback and is none of the API's own servers stands in for all."""
        server = operation.server
        if not server:
            return self.home
        known = self._others.get(server)
        if known is None:
            url = self.home.url if self._stands_in else resolve(self._filled(server), f"{self.home.url}/")
            known = self._others[server] = place(url, self._service.hosts.get(server) or operation.name)
        return known

    def locate(self, address: str) -> str:
        """Where another *address* of the document is, absolute or relative to the API's."""
        absolute = resolve(address, f"{self.home.url}/")
        if not self._stands_in:
            return absolute
        return str(self.home.origin) + urlsplit(absolute)._replace(scheme="", netloc="").geturl()

    def _home(self, environment: str | None, base_url: str | None) -> Endpoint:
        service = self._service
        if base_url is not None and environment is not None:
            raise ConfigurationError("base_url, environment: both say where to send; give one of them")
        source = "base_url"
        if base_url is None and environment is None:
            source = variable(service, "BASE_URL")
            base_url = os.environ.get(source) or None
            environment = os.environ.get(variable(service, "ENVIRONMENT")) or None
        if base_url is not None:
            return place(base_url, source)
        if not service.servers:
            path = f"only the path {service.base_path}" if service.base_path.strip("/") else "none"
            example = f"https://host{service.base_path.rstrip('/')}"
            raise ConfigurationError(
                f"base_url: there is none, and the document names no server ({path}); "
                f"pass base_url={example!r} or set {variable(service, 'BASE_URL')}"
            )
        environment = next(iter(service.servers)) if environment is None else environment
        url = service.servers.get(environment)
        if url is None:
            raise ConfigurationError(f"environment: {environment!r} is unknown; known: {', '.join(service.servers)}")
        return place(self._filled(url), "base_url")

    def _filled(self, url: str) -> str:
        """*url* with what its variables stand for."""
        return _HOLE.sub(lambda hole: self._value(hole[1], url), url)

    def _open(self, url: str) -> bool:
        """Whether a variable of *url* stands for nothing yet."""
        known = (self._service.variables.get(name) for name in _HOLE.findall(url))
        return any(one is not None and not one.default and not self._look(one.argument) for one in known)

    def _value(self, name: str, url: str) -> str:
        one = self._service.variables.get(name)
        if one is None:
            return "{" + name + "}"
        told = self._look(one.argument)
        if told is None and not one.default:
            where = variable(self._service, one.argument.upper())
            raise ConfigurationError(
                f"{one.argument}: the address {url} needs it; pass {one.argument}=… or base_url=…, or set {where}"
            )
        if told is not None and one.choices and told not in one.choices:
            raise ConfigurationError(f"{one.argument}: {told!r} is unknown; known: {', '.join(one.choices)}")
        return one.default if told is None else told

    def _look(self, argument: str) -> str | None:
        told = self._given.get(argument)
        return os.environ.get(variable(self._service, argument.upper())) or None if told is None else told
