"""Authentication: the constructor's credential arguments, and the security requirements of each operation.

A single scheme is one key, the constructor's first argument. Of several schemes each has its own arguments, named
after the scheme: ``api_key`` and ``app_key``, ``username`` and ``password``, ``client_id`` and ``client_secret``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from attrs import field, frozen

from ...model.code import Code
from ...model.ir import Call, Parsed, SecurityScheme
from ...runtime.facts import OAuth, Scheme
from ...specs.facts import Auth, SchemeFact
from ..plan_values import Credential, Package
from ..text.expressions import expression
from ..text.naming import identifier, snake

Alternatives = tuple[tuple[str, ...], ...]

SUFFIX = re.compile(r"_(?:auth|authentication|authorization|security|scheme|header|query)$")
GENERIC = {
    "key": re.compile(r"|(?:x_)?(?:api_?)?key|api|default"),
    "bearer": re.compile(r"|(?:http_?)?bearer(?:_?http)?(?:_?token)?|http|default"),
    "oauth": re.compile(r"|default|oidc"),
}
"""Names of schemes that only repeat their kind."""
OAUTH = re.compile(r"_?(?:o_?auth(?:_?2)?(?:_0)?|open_?id(?:_connect)?)$")
PASSED = tuple(
    """environment base_url auth plan timeout deadline max_retries max_response_bytes rate_limit http_client
    connections default_headers strict on_event tracer_provider""".split()
)
"""The other parameters of constructors, in their order."""
TAKEN = frozenset({"self", "credentials", "addresses", *PASSED})

RETURNS = "or a callable that returns it (called again once after a 401)"
KEYS = frozenset({"header", "query", "cookie"})
"""Kinds of schemes that send a key."""

FLOWS = frozenset({"authorizationCode", "password", "deviceAuthorization"})
"""OAuth2 flows with refresh tokens."""


@frozen(kw_only=True)
class Authentication:
    """The security schemes of a package."""

    schemes: Mapping[str, Code] = field(factory=dict[str, Code])
    """Scheme → the expression that makes it."""
    choices: tuple[str, ...] = ()
    """Schemes that send the one key, selected by ``auth=`` where there are several; the default first."""
    arguments: tuple[Credential, ...] = ()
    """The constructor's credentials in their order."""
    security: Alternatives = ()
    """The requirement of most operations, where there are several schemes."""
    keyless: bool = False
    """Whether some operations need no credential."""
    requirements: Mapping[str, Alternatives] = field(factory=dict[str, Alternatives])
    """Operation → its requirement, where it is not that of most operations; ``()``: none."""
    sufficient: Mapping[str, tuple[str, ...]] = field(factory=dict[str, tuple[str, ...]])
    """Scheme → the arguments that are sufficient for it."""

    def arguments_for(self, call: Call) -> tuple[str, ...]:
        """Arguments that are sufficient for *call*."""
        wanted = self.requirements.get(call.id, self.security or tuple((name,) for name in self.schemes))
        first = next((names for names in wanted if names), ())
        return tuple(dict.fromkeys(argument for name in first for argument in self.sufficient[name]))


def authentication(auth: Auth, package: Package, parsed: Parsed) -> Authentication:
    """The authentication from facts, else from the document."""
    if auth.schemes:
        return _by_facts(auth, package, parsed)
    known = {one.name: one for one in parsed.schemes if one.kind != "other"}
    wanted = _wanted(parsed, known)
    named = {name for alternatives in wanted.values() for names in alternatives for name in names}
    used = [one for name, one in known.items() if name in named]
    names = _ArgumentNames(auth, package, used)
    schemes = {one.name: names.scheme(one) for one in used}
    usual: Alternatives = Counter(one for one in wanted.values() if one).most_common(1)[0][0] if used else ()
    return Authentication(
        schemes=schemes,
        choices=tuple(one.name for one in used) if len(used) == 1 else (),
        arguments=names.arguments,
        sufficient=names.sufficient,
        security=() if len(used) < 2 and () not in usual else usual,
        keyless=bool(used) and any(not one or () in one for one in wanted.values()),
        requirements={id: one for id, one in wanted.items() if one != usual},
    )


def _by_facts(auth: Auth, package: Package, parsed: Parsed) -> Authentication:
    """One key, sent by one of the schemes in facts."""
    first = auth.default or next(iter(auth.schemes))
    names = sorted(auth.schemes, key=lambda name: name != first)
    return Authentication(
        schemes={name: expression(Scheme, *_form(auth.schemes[name])) for name in names},
        choices=tuple(names),
        sufficient=dict.fromkeys(names, ("api_key",)),
        arguments=_ArgumentNames(auth, package, []).arguments,
        keyless=any(call.security == () for call in parsed.calls),
        requirements={call.id: () for call in parsed.calls if call.security == ()},
    )


def _form(fact: SchemeFact) -> tuple[str, str, str]:
    if fact.basic:
        return "basic", "Authorization", "Basic "
    for location in ("header", "query", "cookie"):
        if parameter := getattr(fact, location):
            return location, parameter, fact.prefix
    return "header", "Authorization", fact.prefix or "Bearer "


def _wanted(parsed: Parsed, known: Mapping[str, SecurityScheme]) -> dict[str, Alternatives]:
    """Operation → the alternatives that a client can send; without a requirement, any of the schemes."""
    said = {call.id: _said(call, parsed) for call in parsed.calls}
    declared = {one.name for one in parsed.schemes}
    mentioned = dict.fromkeys(name for one in said.values() for names in one or () for name in names if name in known)
    anything: Alternatives = tuple((name,) for name in mentioned or known)
    if mentioned:
        anything = (*anything, ())
    found: dict[str, Alternatives] = {}
    for id, alternatives in said.items():
        if alternatives is None:
            found[id] = anything
            continue
        able = [names for names in alternatives if declared.issuperset(names)]
        mine = dict.fromkeys(tuple(name for name in names if name in known) for names in able)
        found[id] = tuple(mine) if mine else anything if alternatives else ()
    return {id: () if set(one) <= {()} else one for id, one in found.items()}


def _said(call: Call, parsed: Parsed) -> Alternatives | None:
    return call.security if call.security is not None else parsed.security


class _ArgumentNames:
    """Assigns constructor arguments to the schemes that are *used*."""

    def __init__(self, auth: Auth, package: Package, used: Sequence[SecurityScheme]) -> None:
        self._variable = auth.env
        self._package = package
        self._single = len(used) < 2
        self._taken: set[str] = set(TAKEN)
        self._values: list[Credential] = []
        self._others: list[Credential] = []
        self.sufficient: dict[str, tuple[str, ...]] = {}
        keys = [one for one in used if one.kind in KEYS and GENERIC["key"].fullmatch(_word(one))]
        self._bearer = "bearer_token" if keys else "api_key"  # the name of the first bearer token
        self._first = used[0].name if used and all(one.kind == "basic" for one in used) else ""
        if self._single or self._first:
            self._values.append(self._credential("api_key", f"the key, {RETURNS}", dynamic=True))

    @property
    def arguments(self) -> tuple[Credential, ...]:
        """Credentials that are sent as they are, then those from which others are made."""
        return (*self._values, *self._others)

    def scheme(self, one: SecurityScheme) -> Code:
        """The expression of its `Scheme`."""
        word = _word(one)
        if one.kind == "basic":
            argument = "api_key" if self._single or one.name == self._first else ""
            pair = self._pair(word)
            self.sufficient[one.name] = (argument,) if argument else pair
            return expression(Scheme, "basic", "Authorization", argument=argument, pair=pair)
        argument = "api_key" if self._single else self._value(one, word)
        self.sufficient[one.name] = (argument,)
        if one.kind in KEYS:
            return expression(Scheme, one.kind, one.parameter, one.prefix, argument=argument)
        oauth = self._tokens(one, word) if one.kind == "oauth2" else None
        return expression(Scheme, "header", "Authorization", "Bearer ", argument=argument, oauth=oauth)

    def _value(self, one: SecurityScheme, word: str) -> str:
        """The argument for a credential that is sent as it is."""
        kind = "key" if one.kind in KEYS else "bearer" if one.kind == "bearer" else "oauth"
        inner = OAUTH.sub("", word) if kind == "oauth" else word
        bearer = "bearer_token" if self._values else self._bearer
        generic = {"key": "api_key", "bearer": bearer, "oauth": "access_token"}[kind]
        name = generic if GENERIC[kind].fullmatch(inner) else f"{inner}_token" if kind == "oauth" else inner
        what = f"the key for the {one.kind} `{one.parameter}`" if kind == "key" else "the bearer token"
        self._values.append(self._credential(name, f"{what}, {RETURNS}", dynamic=True))
        return str(self._values[-1].name)

    def _pair(self, word: str) -> tuple[str, str]:
        prefix = f"{word or 'other'}_" if "username" in self._taken else ""
        user = self._credential(f"{prefix}username", "the user's name")
        password = self._credential(f"{prefix}password", f"the password for `{user.name}`")
        self._others += [user, password]
        return str(user.name), str(password.name)

    def _tokens(self, one: SecurityScheme, word: str) -> Code | None:
        """How access tokens are fetched, where the document has a token URL and a flow."""
        own, refreshes = "clientCredentials" in one.flows, bool(FLOWS.intersection(one.flows))
        if not one.token_url or not (own or refreshes):
            return None
        word = OAUTH.sub("", word)
        prefix = f"{word or 'other'}_" if "client_id" in self._taken else ""
        said = [
            ("client_id", "the client's id; access tokens are fetched with it, cached until they expire, and renewed"),
            ("client_secret", f"the secret for `{prefix}client_id`"),
            ("refresh_token", "the token to renew a user's access token with"),
            ("scope", "the scopes of access tokens, separated by spaces; the server's default when not given"),
            ("token_url", "the URL to fetch tokens from, instead of the document's"),
        ]
        kept = [(name, text) for name, text in said if refreshes or name != "refresh_token"]
        self._others += [self._credential(prefix + name, text) for name, text in kept]
        return expression(OAuth, one.token_url, own=own, refreshes=refreshes, prefix=prefix)

    def _credential(self, name: str, text: str, *, dynamic: bool = False) -> Credential:
        name = stem = identifier(name, "key")
        number = 2
        while name in self._taken:
            name, number = f"{stem}_{number}", number + 1
        self._taken.add(name)
        variable = (name == "api_key" and self._variable) or self._package.variable(name)
        return Credential(name=Code(name), variable=variable, text=text, dynamic=dynamic)


def _word(one: SecurityScheme) -> str:
    """Its name in the document without suffixes such as ``_auth``."""
    word = snake(one.name)
    while (shorter := SUFFIX.sub("", f"_{word}").removeprefix("_")) != word:
        word = shorter
    return word


__all__ = ["PASSED", "TAKEN", "Alternatives", "Authentication", "authentication"]
