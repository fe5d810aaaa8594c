"""Whether a request carries the key, in any of the ways that the API takes it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie

from ..facts import Scheme
from .wire import Seen


def allowed(schemes: Mapping[str, Scheme], seen: Seen, key: str) -> bool:
    """True when *seen* shows *key* as one of the *schemes* wants it, or when none is wanted."""
    return not schemes or any(_shown(scheme, seen, key) for scheme in schemes.values())


def _shown(scheme: Scheme, seen: Seen, key: str) -> bool:
    if scheme.location == "query":
        return key in seen.query.get(scheme.parameter, ())
    if scheme.location == "cookie":
        try:
            cookies = SimpleCookie(seen.headers.get("cookie", ""))
        except CookieError:
            return False
        return scheme.parameter in cookies and cookies[scheme.parameter].value == key
    if scheme.location == "basic":
        return seen.headers.get("authorization") == "Basic " + b64encode(key.encode()).decode()
    return seen.headers.get(scheme.parameter.lower()) == scheme.prefix + key
