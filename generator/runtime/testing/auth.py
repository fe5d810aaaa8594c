"""Authentication of requests to the fake server, and its token endpoint's check of a client secret."""

from __future__ import annotations

from base64 import b64encode
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlsplit

from ..facts import Operation, Scheme, Service
from .http import Seen


def is_authorized(service: Service, operation: Operation[object], request: Seen, key: str) -> bool:
    """Whether *request* has *key* for every scheme of one alternative that *operation* accepts, or needs none."""
    if operation.public:
        return True
    alternatives = operation.security or service.security or tuple((name,) for name in service.schemes)
    return not alternatives or any(
        all(_has_credential(service.schemes[name], request, key) for name in names) for names in alternatives
    )


def is_token_request(service: Service, request: Seen) -> bool:
    """Whether *request* is to a token endpoint of the document."""
    urls = [scheme.oauth.token_url for scheme in service.schemes.values() if scheme.oauth]
    return request.method == "POST" and any(request.path == urlsplit(url).path for url in urls)


def has_client_secret(request: Seen, key: str) -> bool:
    """Whether a token request has *key* as its client secret or refresh token."""
    form = parse_qs(request.body.decode("utf-8", "replace"))
    secrets = [*form.get("client_secret", ()), *form.get("refresh_token", ())]
    return key in secrets or request.headers.get("authorization") == _basic(f"{key}:{key}")


def _basic(credentials: str) -> str:
    return "Basic " + b64encode(credentials.encode()).decode()


def _has_credential(scheme: Scheme, request: Seen, key: str) -> bool:
    """Whether *request* has *key* where *scheme* puts it."""
    if scheme.location == "query":
        return key in request.query.get(scheme.parameter, ())
    if scheme.location == "cookie":
        try:
            cookies = SimpleCookie(request.headers.get("cookie", ""))
        except CookieError:
            return False
        return scheme.parameter in cookies and cookies[scheme.parameter].value == key
    if scheme.location == "basic":
        return request.headers.get("authorization") in (_basic(key), _basic(f"{key}:{key}"))
    return request.headers.get(scheme.parameter.lower()) == scheme.prefix + key
