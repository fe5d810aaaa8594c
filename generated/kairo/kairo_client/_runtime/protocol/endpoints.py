"""Endpoints: the base URL of a client, and of operations for which the document names other servers."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from ..errors import ConfigurationError
from ..facts import variable
from .origins import Origin, absolute_url, base_url_and_origin, is_loopback

if TYPE_CHECKING:
    from ..facts import Operation, Service


PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
"""A placeholder of a path or a URL: ``{name}``."""


class Endpoint(NamedTuple):
    """One server."""

    url: str
    """The base URL, without a trailing slash."""
    origin: Origin
    host: str
    """Value of the ``Host`` header."""


def endpoint(url: str, argument: str) -> Endpoint:
    """The endpoint at *url*, the value of *argument*; raises `ConfigurationError` if no key must be sent there."""
    url, origin = base_url_and_origin(url, argument)
    return Endpoint(url, origin, str(origin).partition("://")[2])


class EndpointResolver:
    """Finds the endpoint of each operation of a client.

    Parameters:
        service: names the servers of the API.
        environment, base_url: the constructor's arguments. A URL takes precedence over an environment, an argument over
            an environment variable.
        given: other arguments of the constructor, by name: variables of server URLs, and the URLs of servers that some
            operations have of their own.

    Raises:
        ConfigurationError: the base URL is not known, or no key must be sent there.
    """

    __slots__ = ("_given", "_is_stand_in", "_others", "_service", "default")

    def __init__(
        self, service: Service, environment: str | None, base_url: str | None, given: Mapping[str, str | None]
    ) -> None:
        self._service = service
        self._given = given
        self._others: dict[str, Endpoint] = {}
        self.default: Endpoint = self._default(environment, base_url)
        for server, argument in service.hosts.items():
            url = self._setting(argument)
            if url is not None:
                self._others[server] = endpoint(url, argument)
        known = [self._filled(url) for url in service.servers.values() if not self._lacks_variables(url)]
        self._is_stand_in = is_loopback(self.default.origin.host) and self.default.url not in known
        """Whether the base URL is on this machine and not one of the API's servers: it then replaces all of them."""

    def resolve(self, operation: Operation[object]) -> Endpoint:
        """The endpoint of *operation*."""
        server = operation.server
        if not server:
            return self.default
        known = self._others.get(server)
        if known is None:
            url = self.default.url if self._is_stand_in else self._absolute(self._filled(server))
            known = self._others[server] = endpoint(url, self._service.hosts.get(server) or operation.name)
        return known

    def locate(self, url: str) -> str:
        """The absolute URL of another *url* in the document, which may be relative to the base URL."""
        absolute = self._absolute(url)
        if not self._is_stand_in:
            return absolute
        return str(self.default.origin) + urlsplit(absolute)._replace(scheme="", netloc="").geturl()

    def _absolute(self, url: str) -> str:
        return absolute_url(url, f"{self.default.url}/")

    def _default(self, environment: str | None, base_url: str | None) -> Endpoint:
        service = self._service
        if base_url is not None and environment is not None:
            raise ConfigurationError("base_url, environment: both say where to send; give one of them")
        source = "base_url"
        if base_url is None and environment is None:
            source = variable(service, "BASE_URL")
            base_url = os.environ.get(source) or None
            environment = os.environ.get(variable(service, "ENVIRONMENT")) or None
        if base_url is not None:
            return endpoint(base_url, source)
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
        return endpoint(self._filled(url), "base_url")

    def _filled(self, url: str) -> str:
        """*url* with the values of its variables."""
        return PLACEHOLDER.sub(lambda match: self._value(match[1], url), url)

    def _lacks_variables(self, url: str) -> bool:
        """Whether a variable of *url* has no value."""
        known = (self._service.variables.get(name) for name in PLACEHOLDER.findall(url))
        return any(one is not None and not one.default and not self._setting(one.argument) for one in known)

    def _value(self, name: str, url: str) -> str:
        one = self._service.variables.get(name)
        if one is None:
            return "{" + name + "}"
        setting = self._setting(one.argument)
        if setting is None and not one.default:
            where = variable(self._service, one.argument.upper())
            raise ConfigurationError(
                f"{one.argument}: the address {url} needs it; pass {one.argument}=… or base_url=…, or set {where}"
            )
        if setting is not None and one.choices and setting not in one.choices:
            raise ConfigurationError(f"{one.argument}: {setting!r} is unknown; known: {', '.join(one.choices)}")
        return one.default if setting is None else setting

    def _setting(self, argument: str) -> str | None:
        """The value of *argument*, else of its environment variable."""
        given = self._given.get(argument)
        return os.environ.get(variable(self._service, argument.upper())) or None if given is None else given
