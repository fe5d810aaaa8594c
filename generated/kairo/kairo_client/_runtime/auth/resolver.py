"""The credentials of one client, by security scheme, and those that each operation is sent with."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..errors import ConfigurationError
from ..facts import Alternatives, Operation, Scheme, Service, variable
from ..util.tracebacks import without_tracebacks
from .credentials import ApiKey
from .secret_cell import SecretCell

if TYPE_CHECKING:
    from .credentials import Credential


Look = Callable[[str], Any]
"""Returns the value of a constructor's argument: a function, so that no frame in a traceback holds a secret."""


class CredentialResolver:
    """Chooses the credentials of each operation from those of a client.

    Parameters:
        known: the client's credentials by the name of their scheme.
        explicit: schemes whose credential is a constructor's argument; they are preferred to the environment's.
        default: security requirement of operations that have none of their own.
    """

    __slots__ = ("_default", "_explicit", "_known", "_resolved", "_service")

    def __init__(
        self,
        service: Service,
        known: Mapping[str, Credential],
        explicit: frozenset[str],
        default: Alternatives,
    ) -> None:
        self._service = service
        self._known = known
        self._explicit = explicit
        self._default = default
        self._resolved: dict[Alternatives, tuple[Credential, ...]] = {}

    def resolve(self, operation: Operation[Any]) -> tuple[Credential, ...]:
        """All credentials of the first security requirement of *operation* that the client can satisfy.

        Raises:
            ConfigurationError: it can satisfy none; the message says what to pass.
        """
        requirements = () if operation.public else operation.security or self._default
        resolved = self._resolved.get(requirements)
        if resolved is None:
            names = _satisfied(requirements, self._explicit) or _satisfied(requirements, self._known)
            if not names and requirements and () not in requirements:
                raise missing(self._service, requirements, operation.name)
            resolved = self._resolved[requirements] = tuple(self._known[name] for name in names)
        return resolved

    @property
    def fingerprint(self) -> bytes | None:
        """A hash that stands for all credentials within this process; None while one of them is not known."""
        hashes = [one.fingerprint for one in self._known.values()]
        return None if None in hashes else b"".join(one for one in hashes if one)

    @property
    def stable_fingerprint(self) -> str:
        """The same between processes; empty where there are no credentials."""
        return "".join(one.stable_fingerprint for one in self._known.values())

    def scrub(self, data: bytes) -> bytes:
        """*data* of a server without any credential it may repeat."""
        try:
            for one in self._known.values():
                data = one.scrub(data)
        except BaseException as interruption:
            data = b""
            without_tracebacks(interruption)  # the frames below hold the credential
            raise
        return data


def _satisfied(requirements: Alternatives, known: Collection[str]) -> tuple[str, ...]:
    """The first requirement that names a scheme and has all its schemes among *known*; empty when there is none."""
    return next((names for names in requirements if names and all(name in known for name in names)), ())


def from_arguments(
    service: Service,
    given: Callable[[], Mapping[str, Any]],
    auth: str | None,
    locate: Callable[[str], str],
    clock: Callable[[], float],
) -> CredentialResolver:
    """The credentials of a client.

    Parameters:
        given: returns the constructor's arguments by name; those that are None are looked up in the environment.
        auth: the scheme to use, for an API whose one key can be sent in several ways.
        locate: returns the absolute URL of an address in the document.
        clock: monotonic seconds, by which tokens expire.

    Raises:
        ConfigurationError: there is no credential and one is needed, or one cannot be sent.
    """

    def look(argument: str) -> Any:
        found = given().get(argument)
        return (os.environ.get(environment_variable(service, argument)) or None) if found is None else found

    single = _scheme(service, auth)
    requirements = service.security or (((single,),) if single else ())
    known: dict[str, Credential] = {}
    explicit: set[str] = set()
    for name in service.schemes if service.security else requirements[0] if requirements else ():
        scheme = service.schemes[name]
        credential = _credential(service, scheme, look, locate, clock)
        if credential is not None:
            known[name] = credential
            if any(given().get(argument) is not None for names in argument_sets(scheme) for argument in names):
                explicit.add(name)
    if requirements and not known and not service.keyless:
        raise missing(service, requirements, "")
    return CredentialResolver(service, known, frozenset(explicit), requirements)


def _credential(
    service: Service, scheme: Scheme, look: Look, locate: Callable[[str], str], clock: Callable[[], float]
) -> Credential | None:
    """The credential that the arguments give for *scheme*; None when they give none."""
    oauth = scheme.oauth
    if oauth is not None and any(look(oauth.prefix + name) for name in ("client_secret", "refresh_token")):
        from . import oauth2

        return oauth2.from_arguments(scheme, look, locate, clock)
    if scheme.argument and look(scheme.argument) is not None:
        return ApiKey(lambda: look(scheme.argument), scheme, pattern=service.key_pattern, hint=service.key_hint)
    if scheme.pair is None or look(scheme.pair[0]) is None:
        return None
    user, password = scheme.pair
    if not isinstance(look(user), str) or ":" in look(user):
        raise ConfigurationError(f"{user}: expected text without a colon; the password is {password}=…")
    if not isinstance(look(password), str | None):
        raise ConfigurationError(f"{password}: expected text")
    pair = SecretCell(f"{look(user)}:{look(password) or ''}")
    return ApiKey(pair.reveal, scheme._replace(argument=password))


def argument_sets(scheme: Scheme) -> Iterator[tuple[str, ...]]:
    """The sets of constructor's arguments each of which is enough for *scheme*."""
    if scheme.argument:
        yield (scheme.argument,)
    if scheme.pair is not None:
        yield scheme.pair
    if scheme.oauth is not None:
        prefix = scheme.oauth.prefix
        if scheme.oauth.own:
            yield prefix + "client_id", prefix + "client_secret"
        if scheme.oauth.refreshes:
            yield prefix + "client_id", prefix + "refresh_token"


def environment_variable(service: Service, argument: str) -> str:
    """The environment variable that stands in for a constructor's argument."""
    if argument == "api_key" and service.key_variable:
        return service.key_variable
    return variable(service, argument.upper())


def missing(service: Service, requirements: Alternatives, operation: str) -> ConfigurationError:
    """The error for credentials that *operation*, or every one when empty, requires and the client does not have."""
    enough: dict[tuple[str, ...], None] = {}
    for names in requirements:
        sets = [list(argument_sets(service.schemes[name])) for name in names]
        if len(sets) == 1:
            enough |= dict.fromkeys(sets[0])
        elif sets:
            enough[tuple(argument for one in sets for argument in one[0])] = None
    passed = ", or ".join(" and ".join(f"{argument}=…" for argument in arguments) for arguments in enough)
    variables = dict.fromkeys(environment_variable(service, one) for arguments in enough for one in arguments)
    hint = f" ({service.key_hint})" if service.key_hint else ""
    where = operation or next(iter(enough))[0]
    return ConfigurationError(f"{where}: there is none; pass {passed} or set {', '.join(variables)}{hint}")


def _scheme(service: Service, name: str | None) -> str:
    """The scheme that the one key is sent by; empty for an API without keys."""
    if name is None:
        return next(iter(service.schemes), "")
    if name not in service.schemes:
        raise ConfigurationError(f"auth: {name!r} is unknown; known: {', '.join(service.schemes) or 'none'}")
    return name
