"""Whether a request carries the credentials that its operation wants; and a token for whoever asks with good ones."""

from __future__ import annotations

from base64 import b64encode
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlsplit

from ..facts import Operation, Scheme, Service
from .http import Seen


def allowed(service: Service, operation: Operation[object], seen: Seen, key: str) -> bool:
    """True when *seen* shows *key* in all places of one alternative, or when nothing is wanted."""
    if operation.public:
        return True
    wanted = operation.security or service.security or tuple((name,) for name in service.schemes)
    return not wanted or any(all(_shown(service.schemes[name], seen, key) for name in names) for names in wanted)


def asks_for_token(service: Service, seen: Seen) -> bool:
    """Whether *seen* goes where the document says that access tokens are had."""
    urls = [one.oauth.token_url for one in service.schemes.values() if one.oauth]
    return seen.method == "POST" and any(seen.path == urlsplit(url).path for url in urls)


def granted(seen: Seen, key: str) -> bool:
    """Whether *seen* shows *key* as a client's secret, or as a refresh token."""
    form = parse_qs(seen.body.decode("utf-8", "replace"))
    told = [*form.get("client_secret", ()), *form.get("refresh_token", ())]
    return key in told or seen.headers.get("authorization") == _basic(f"{key}:{key}")


def _basic(pair: str) -> str:
    return "Basic " + b64encode(pair.encode()).decode()


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
        return seen.headers.get("authorization") in (_basic(key), _basic(f"{key}:{key}"))
    return seen.headers.get(scheme.parameter.lower()) == scheme.prefix + key
