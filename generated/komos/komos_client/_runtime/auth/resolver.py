"""The credentials that one client was given, by scheme, and which of them each operation is sent with."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..errors import ConfigurationError
from ..facts import Alternatives, Operation, Scheme, Service, variable
from .credentials import ApiKey, hold

if TYPE_CHECKING:
    from .credentials import Signer


Look = Callable[[str], Any]
"""Gives the value of a constructor's argument: a function, so that no frame in a traceback holds a secret."""


class CredentialResolver:
    """What a client proves with who is calling.

    Parameters:
        service: says which schemes there are.
        held: what there is of them.
        told: those that came as arguments, which go before what the environment holds.
        wanted: what an operation wants that says nothing else.
    """

    __slots__ = ("_chosen", "_held", "_service", "_told", "_wanted")

    def __init__(
        self, service: Service, held: Mapping[str, Signer], told: frozenset[str], wanted: Alternatives
    ) -> None:
        self._service = service
        self._held = held
        self._told = told
        self._wanted = wanted
        self._chosen: dict[Alternatives, tuple[Signer, ...]] = {}

    def choose(self, operation: Operation[Any]) -> tuple[Signer, ...]:
        """What *operation* is sent with: all of the first alternative that the caller has credentials for.

        Raises:
            ConfigurationError: there is none; the message says what to give.
        """
        wanted = () if operation.public else operation.security or self._wanted
        chosen = self._chosen.get(wanted)
        if chosen is None:
            names = _able(wanted, self._told) or _able(wanted, self._held)
            if not names and wanted and () not in wanted:
                raise missing(self._service, wanted, operation.name)
            chosen = self._chosen[wanted] = tuple(self._held[name] for name in names)
        return chosen

    @property
    def mark(self) -> bytes | None:
        """What stands for all of them within this process; None while one is not known yet."""
        marks = [one.mark for one in self._held.values()]
        return None if None in marks else b"".join(mark for mark in marks if mark)

    @property
    def lasting_mark(self) -> str:
        """The same between processes; empty where there are none."""
        return "".join(one.lasting_mark for one in self._held.values())

    def scrub(self, data: bytes) -> bytes:
        """*data* of a server, without any credential it may echo."""
        for one in self._held.values():
            data = one.scrub(data)
        return data


def _able(wanted: Alternatives, held: Collection[str]) -> tuple[str, ...]:
    """The first alternative that needs something, all of which is *held*; empty when there is none."""
    return next((names for names in wanted if names and all(name in held for name in names)), ())


def from_arguments(
    service: Service,
    given: Callable[[], Mapping[str, Any]],
    auth: str | None,
    locate: Callable[[str], str],
    clock: Callable[[], float],
) -> CredentialResolver:
    """The keyring of a client.

    Parameters:
        given: gives the constructor's arguments by name; the environment is asked for those that are None.
        auth: the scheme that is used, of an API whose one key can be sent in several ways.
        locate: says where an address of the document is.
        clock: seconds, by which tokens expire.

    Raises:
        ConfigurationError: there is no credential and one is needed, or one cannot be sent.
    """

    def look(argument: str) -> Any:
        found = given().get(argument)
        return (os.environ.get(environment(service, argument)) or None) if found is None else found

    one = scheme(service, auth)
    wanted = service.security or (((one,),) if one else ())
    held: dict[str, Signer] = {}
    told: set[str] = set()
    for name in service.schemes if service.security else wanted[0] if wanted else ():
        how = service.schemes[name]
        signer = _signer(service, how, look, locate, clock)
        if signer is not None:
            held[name] = signer
            if any(given().get(argument) is not None for way in ways(how) for argument in way):
                told.add(name)
    if wanted and not held and not service.keyless:
        raise missing(service, wanted, "")
    return CredentialResolver(service, held, frozenset(told), wanted)


def _signer(
    service: Service, how: Scheme, look: Look, locate: Callable[[str], str], clock: Callable[[], float]
) -> Signer | None:
    """What the arguments give for one scheme; None when they give nothing."""
    if how.oauth is not None and any(look(how.oauth.prefix + name) for name in ("client_secret", "refresh_token")):
        from .oauth2 import tokens

        return tokens(how, look, locate, clock)
    if how.argument and look(how.argument) is not None:
        return ApiKey(lambda: look(how.argument), how, pattern=service.key_pattern, hint=service.key_hint)
    if how.pair is None or look(how.pair[0]) is None:
        return None
    user, password = how.pair
    if not isinstance(look(user), str) or ":" in look(user):
        raise ConfigurationError(f"{user}: expected text without a colon; the password is {password}=…")
    if not isinstance(look(password), str | None):
        raise ConfigurationError(f"{password}: expected text")
    return ApiKey(hold(f"{look(user)}:{look(password) or ''}"), how._replace(argument=password))


def ways(how: Scheme) -> Iterator[tuple[str, ...]]:
    """The constructor's arguments that are enough for a scheme, each time together."""
    if how.argument:
        yield (how.argument,)
    if how.pair is not None:
        yield how.pair
    if how.oauth is not None:
        prefix = how.oauth.prefix
        if how.oauth.own:
            yield prefix + "client_id", prefix + "client_secret"
        if how.oauth.refreshes:
            yield prefix + "client_id", prefix + "refresh_token"


def environment(service: Service, argument: str) -> str:
    """The environment variable that stands in for a constructor's argument."""
    if argument == "api_key" and service.key_variable:
        return service.key_variable
    return variable(service, argument.upper())


def missing(service: Service, wanted: Alternatives, operation: str) -> ConfigurationError:
    """What to say when *operation*, or every one when empty, wants what there is not."""
    able: dict[tuple[str, ...], None] = {}
    for names in wanted:
        known = [list(ways(service.schemes[name])) for name in names]
        if len(known) == 1:
            able |= dict.fromkeys(known[0])
        elif known:
            able[tuple(argument for way in known for argument in way[0])] = None
    passed = ", or ".join(" and ".join(f"{argument}=…" for argument in way) for way in able)
    variables = dict.fromkeys(environment(service, argument) for way in able for argument in way)
    hint = f" ({service.key_hint})" if service.key_hint else ""
    where = operation or next(iter(able))[0]
    return ConfigurationError(f"{where}: there is none; pass {passed} or set {', '.join(variables)}{hint}")


def scheme(service: Service, name: str | None) -> str:
    """Which scheme the one key is sent by; empty for an API without keys."""
    if name is None:
        return next(iter(service.schemes), "")
    if name not in service.schemes:
        raise ConfigurationError(f"auth: {name!r} is unknown; known: {', '.join(service.schemes) or 'none'}")
    return name
