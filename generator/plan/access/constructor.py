"""The constructors of the two clients: parameters of every client, and those of one API."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...model.code import Code, literal
from ..plan_values import Address, Constructor, Credential
from .addresses import Addresses
from .credentials import PASSED, Authentication


def constructor(plans: Sequence[str], access: Authentication, places: Addresses) -> Constructor:
    """The parameters of both constructors, and the arguments that they pass to the runtime's."""
    return Constructor(
        parameters=_parameters(plans, access, places, ""),
        async_parameters=_parameters(plans, access, places, "Async"),
        arguments=_arguments(plans, access, places),
    )


def _parameters(plans: Sequence[str], access: Authentication, places: Addresses, prefix: str) -> Code:
    first, *others = [f"{one.name}: {_given(one, prefix)} | None = None" for one in access.arguments]
    parts = [
        first,
        "*",
        *others,
        f"environment: {_choice(tuple(places.servers))} | None = None",
        "base_url: str | None = None",
        *(f"{one.name}: {_choice(one.choices)} | None = None" for one in places.arguments),
        *([f"auth: {_choice(access.choices)} = {literal(access.choices[0])}"] if len(access.choices) > 1 else []),
        *([f"plan: {_choice(plans)} | None = None"] if plans else []),
        "timeout: Timeout | Unset = UNSET",
        "deadline: float | None = None",
        "max_retries: int = 4",
        "max_response_bytes: int = 268_435_456",
        "rate_limit: RateLimit | Unset = UNSET",
        f"http_client: {prefix}HttpClient | None = None",
        "connections: Connections | None = None",
        "default_headers: Mapping[str, str] | None = None",
        "strict: bool = False",
        "on_event: EventHandler | None = None",
        "tracer_provider: TracerProvider | None = None",
    ]
    return Code(", ".join(parts))


def _arguments(plans: Sequence[str], access: Authentication, places: Addresses) -> Code:
    key = [one.name for one in access.arguments]
    passed = [word for word in PASSED if word != "auth" or len(access.choices) > 1]
    passed = [word for word in passed if word != "plan" or plans]
    parts = [*([key[0]] if len(key) == 1 else [f"credentials={_mapping(access.arguments)}"])]
    for word in passed:
        parts.append(f"{word}={word}")
        if word == "base_url" and places.arguments:
            parts.append(f"addresses={_mapping(places.arguments)}")
    return Code(", ".join(parts))


def _given(one: Credential, prefix: str) -> str:
    """Text, or a function that returns it."""
    later = " | Callable[[], Awaitable[str]]" if prefix else ""
    return f"str | Callable[[], str]{later}" if one.dynamic else "str"


def _choice(names: Sequence[str]) -> str:
    """``Literal["a", "b"]``; ``str`` without choices."""
    return f"Literal[{', '.join(map(literal, names))}]" if names else "str"


def _mapping(arguments: Iterable[Credential | Address]) -> str:
    return "{" + ", ".join(f"{literal(str(one.name))}: {one.name}" for one in arguments) + "}"


__all__ = ["constructor"]
