"""Security schemes of any document: what a generated client sends for which operation, and where it leaves no trace."""

from __future__ import annotations

import asyncio
import json
import pickle
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from inspect import signature
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.kit.built import built, client_class
from tests.leaks import found_in, frames, shown, told_by
from tests.runtime.sample import Time
from tests.runtime.server import Reaction, Seen, Server, serving

DOCUMENT = """
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: 'https://shop.example'}]
components:
  securitySchemes:
    apiKeyAuth: {type: apiKey, in: header, name: X-Key}
    appKeyAuth: {type: apiKey, in: query, name: app_key}
    basicAuth: {type: http, scheme: basic}
    session: {type: apiKey, in: cookie, name: sid}
    tokenAuth: {type: http, scheme: Token}
    oauth2:
      type: oauth2
      flows:
        clientCredentials: {tokenUrl: /oauth/token, scopes: {}}
        authorizationCode: {tokenUrl: /oauth/token, authorizationUrl: /login, scopes: {}}
    login: {type: openIdConnect, openIdConnectUrl: 'https://id.example'}
    mtls: {type: mutualTLS}
security: [{apiKeyAuth: [], appKeyAuth: []}, {basicAuth: []}]
paths:
  /both: {get: {responses: {'204': {description: ok}}}}
  /open: {get: {security: [], responses: {'204': {description: ok}}}}
  /maybe: {get: {security: [{}, {session: []}], responses: {'204': {description: ok}}}}
  /odd: {get: {security: [{tokenAuth: []}], responses: {'204': {description: ok}}}}
  /own: {get: {security: [{oauth2: []}, {login: []}], responses: {'204': {description: ok}}}}
  /cert: {get: {security: [{mtls: [], session: []}], responses: {'204': {description: ok}}}}
"""

SECRET = "5ecret" + "0123456789abcdef"
ACCESS = "acce55" + "0123456789abcdef"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """A package with every kind of scheme."""
    with built(tmp_path_factory.mktemp("shop"), DOCUMENT, "schemes_shop") as module:
        yield module


@pytest.fixture
def server() -> Iterator[Server]:
    """Takes every credential."""
    with serving(Reaction(204, body=b"")) as running:
        yield running


def told(seen: Seen) -> dict[str, str]:
    """The credentials that a request carried, by where they stood."""
    found = {name: seen.headers[name] for name in ("x-key", "authorization", "cookie") if name in seen.headers}
    return found | {name: values[0] for name, values in parse_qs(urlsplit(seen.target).query).items()}


def basic(pair: str) -> str:
    return "Basic " + b64encode(pair.encode()).decode()


@pytest.mark.parametrize(
    ("given", "path", "carried"),
    [
        ({"api_key": "k", "app_key": "a"}, "both", {"x-key": "k", "app_key": "a"}),
        ({"username": "u", "password": "p"}, "both", {"authorization": basic("u:p")}),
        ({"username": "u"}, "both", {"authorization": basic("u:")}),
        ({"api_key": "k", "username": "u", "password": "p"}, "both", {"authorization": basic("u:p")}),
        ({"api_key": "k", "app_key": "a", "username": "u"}, "both", {"x-key": "k", "app_key": "a"}),
        ({"api_key": "k", "app_key": "a"}, "open", {}),
        ({"api_key": "k"}, "maybe", {}),
        ({"session": "s"}, "maybe", {"cookie": "sid=s"}),
        ({}, "maybe", {}),
        ({"token": "t"}, "odd", {"authorization": "Token t"}),
        ({"token": lambda: "called"}, "odd", {"authorization": "Token called"}),
        ({"access_token": "t"}, "own", {"authorization": "Bearer t"}),
        ({"login_token": "t"}, "own", {"authorization": "Bearer t"}),
        ({"session": "s"}, "cert", {"cookie": "sid=s"}),
    ],
)
@pytest.mark.parametrize("asynchronous", [False, True])
def test_each_operation_gets_what_it_wants(
    shop: ModuleType, server: Server, given: dict[str, Any], path: str, carried: dict[str, str], asynchronous: bool
) -> None:
    """All of one alternative, the first that the caller has; nothing that it does not name."""
    client = client_class(shop, asynchronous=asynchronous)(**given, base_url=server.url)
    result = getattr(client, path).retrieve()
    if asynchronous:
        asyncio.run(result)
    assert [told(one) for one in server.seen] == [carried]


def test_what_is_missing_is_named_and_nothing_is_sent(shop: ModuleType, server: Server) -> None:
    """One line says what to pass, or what to set."""
    client = client_class(shop)(api_key="k", base_url=server.url)
    with pytest.raises(shop.ConfigurationError) as caught:
        client.both.retrieve()
    assert str(caught.value) == (
        "both.retrieve: there is none; pass api_key=… and app_key=…, or username=… and password=… or set "
        "SCHEMES_SHOP_API_KEY, SCHEMES_SHOP_APP_KEY, SCHEMES_SHOP_USERNAME, SCHEMES_SHOP_PASSWORD"
    )
    assert not server.seen


def test_arguments_go_before_the_environment(shop: ModuleType, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment completes what is given, and does not override it by an earlier alternative."""
    monkeypatch.setenv("SCHEMES_SHOP_API_KEY", "k")
    monkeypatch.setenv("SCHEMES_SHOP_APP_KEY", "a")
    client_class(shop)(base_url=server.url).both.retrieve()
    client_class(shop)(username="u", password="p", base_url=server.url).both.retrieve()
    client_class(shop)(app_key="b", base_url=server.url).both.retrieve()
    assert [told(one) for one in server.seen] == [
        {"x-key": "k", "app_key": "a"},
        {"authorization": basic("u:p")},
        {"x-key": "k", "app_key": "b"},
    ]


def test_a_request_of_a_documented_path_has_its_credentials(shop: ModuleType, server: Server) -> None:
    """`request` knows what the path wants; one that nobody documented gets what most do."""
    client = client_class(shop)("k", app_key="a", session="s", base_url=server.url)
    for path in ("/open", "/cert", "/unknown"):
        client.request("GET", path)
    assert [told(one) for one in server.seen] == [{}, {"cookie": "sid=s"}, {"x-key": "k", "app_key": "a"}]


def test_the_constructor_names_what_it_takes(shop: ModuleType) -> None:
    """Keys first, the very first also without its name."""
    parameters = signature(client_class(shop)).parameters
    assert list(parameters)[:13] == [
        "api_key", "app_key", "session", "token", "access_token", "login_token", "username", "password", "client_id",
        "client_secret", "refresh_token", "scope", "token_url",
    ]  # fmt: skip
    assert [one.kind.name for one in parameters.values()][:2] == ["POSITIONAL_OR_KEYWORD", "KEYWORD_ONLY"]


def one_scheme(scheme: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A document with one scheme for everything."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "One", "version": "1"},
        "servers": [{"url": "https://one.example"}],
        "components": {"securitySchemes": {"only": scheme}},
        "security": [{"only": []}],
        "paths": {"/a": {"get": {"responses": {"204": {"description": ""}}}}},
        **more,
    }


OAUTH = {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://id.example/t", "scopes": {}}}}


@pytest.mark.parametrize(
    ("scheme", "given", "carried"),
    [
        ({"type": "apiKey", "in": "header", "name": "X-Key"}, ["k"], {"x-key": "k"}),
        ({"type": "apiKey", "in": "query", "name": "key"}, ["k"], {"key": "k"}),
        ({"type": "apiKey", "in": "cookie", "name": "sid"}, ["k"], {"cookie": "sid=k"}),
        ({"type": "http", "scheme": "bearer"}, ["k"], {"authorization": "Bearer k"}),
        ({"type": "http", "scheme": "basic"}, ["u:p"], {"authorization": basic("u:p")}),
        ({"type": "http", "scheme": "basic"}, {"username": "u", "password": "p"}, {"authorization": basic("u:p")}),
        ({"type": "openIdConnect", "openIdConnectUrl": "https://x"}, ["k"], {"authorization": "Bearer k"}),
        (OAUTH, ["k"], {"authorization": "Bearer k"}),
    ],
)
def test_one_scheme_is_one_key(
    tmp_path: Any, server: Server, scheme: dict[str, Any], given: Any, carried: dict[str, str]
) -> None:
    """The first argument, whatever it is called in the document."""
    with built(tmp_path, one_scheme(scheme), "one_scheme") as module:
        made = client_class(module)
        client = made(**given, base_url=server.url) if isinstance(given, dict) else made(*given, base_url=server.url)
        client.a.retrieve()
        assert told(server.seen[0]) == carried
        with pytest.raises(module.ConfigurationError, match=r"^api_key: there is none; pass api_key=…"):
            made(base_url=server.url)


class Issuer:
    """A server with a token endpoint: counts tokens, takes only the newest, and can be told to be difficult."""

    def __init__(self, *, style: str = "any", life: Any = 3600, rotates: bool = False) -> None:
        self.style, self.life, self.rotates = style, life, rotates
        self.tokens: list[dict[str, str]] = []
        self.status = 200
        self.refresh = SECRET
        self.revoked = False
        self.delay = 0.0

    @property
    def current(self) -> str:
        return f"{ACCESS}{len(self.tokens)}"

    def __call__(self, seen: Seen, number: int) -> Reaction:
        if urlsplit(seen.target).path == "/oauth/token":
            return self.issue(seen)
        good = seen.headers.get("authorization") == f"Bearer {self.current}" and not self.revoked
        self.revoked = False
        return Reaction(204, body=b"") if good else Reaction(401, body=b'{"error": "expired"}')

    def issue(self, seen: Seen) -> Reaction:
        form = {name: values[0] for name, values in parse_qs(seen.body.decode()).items()}
        header = seen.headers.get("authorization", "")
        style = "header" if header else "form"
        pair = (
            b64decode(header.removeprefix("Basic ")).decode()
            if header
            else f"{form.get('client_id')}:" + form.get("client_secret", "")
        )
        if self.status != 200:
            return Reaction(self.status, body=json.dumps({"error": "server_error", "echo": SECRET}).encode())
        wrong_refresh = form["grant_type"] == "refresh_token" and form.get("refresh_token") != self.refresh
        if self.style not in ("any", style) or not pair.startswith("me:") or wrong_refresh:
            return Reaction(401, body=json.dumps({"error": "invalid_client", "echo": SECRET}).encode())
        self.tokens.append(form)
        answer = {"access_token": self.current, "token_type": "Bearer", "expires_in": self.life}
        if self.rotates:
            self.refresh = answer["refresh_token"] = f"{SECRET}{len(self.tokens)}"
        return Reaction(body=json.dumps(answer).encode(), delay=self.delay)


Call = Callable[[], Any]


def calling(shop: ModuleType, url: str, *, asynchronous: bool = False, time: Time | None = None, **given: Any) -> Call:
    """Calls the operation that wants a token."""
    made = client_class(shop, asynchronous=asynchronous)
    if time:
        made = type(made.__name__, (made,), {"_clock": time.clock_of_client()})
    client = made(**{"client_id": "me", "client_secret": SECRET, "base_url": url, **given})
    return lambda: asyncio.run(client.own.retrieve()) if asynchronous else client.own.retrieve()


both = pytest.mark.parametrize("asynchronous", [False, True])


@both
@pytest.mark.parametrize("style", ["header", "form", "any"])
def test_a_token_is_fetched_once_and_kept(shop: ModuleType, style: str, asynchronous: bool) -> None:
    """Id and secret go into the header, or into the form where the server wants that; a second call needs neither."""
    issuer = Issuer(style=style)
    with serving(issuer) as server:
        call = calling(shop, server.url, asynchronous=asynchronous, scope="read write")
        call()
        call()
    assert [(one["grant_type"], one["scope"]) for one in issuer.tokens] == [("client_credentials", "read write")]
    paths = [urlsplit(one.target).path for one in server.seen]
    assert paths == ["/oauth/token"] * (2 if style == "form" else 1) + ["/own"] * 2


@both
@pytest.mark.parametrize(("life", "margin"), [(3600, 60), (100, 10), ("100", 10)])
def test_a_token_is_replaced_before_it_expires(shop: ModuleType, life: Any, margin: float, asynchronous: bool) -> None:
    """A minute early, or a tenth of a short life; and not earlier."""
    issuer, time = Issuer(life=life), Time()
    with serving(issuer) as server:
        call = calling(shop, server.url, asynchronous=asynchronous, time=time)
        call()
        time.now += float(life) - margin - 1
        call()
        assert len(issuer.tokens) == 1
        time.now += 1
        call()
        assert len(issuer.tokens) == 2
    assert len(server.seen) == 5


@both
@pytest.mark.parametrize(
    "life", [0, -5, None, "soon", 0.001, "nan", "inf", float("inf"), 10**400, "9" * 5000, True, [3600], {"seconds": 5}]
)
def test_an_odd_life_does_not_make_it_ask_again_and_again(shop: ModuleType, life: Any, asynchronous: bool) -> None:
    """One token for a call, whatever the server says of it."""
    issuer = Issuer(life=life)
    with serving(issuer) as server:
        calling(shop, server.url, asynchronous=asynchronous)()
    assert len(issuer.tokens) == 1


MALFORMED: list[dict[str, Any] | list[Any] | str | None] = [
    *(
        {"access_token": token}
        for token in ("a\nb", "a\0b", "\u00e9", "\ud83d", "", " ", "a b", " a", None, 5, ["a"], {})
    ),
    *({"access_token": "abc", "token_type": kind} for kind in ("mac", "", 5, ["Bearer"])),
    {"token": "abc"},
    ["abc"],
    "abc",
    None,
]


@both
@pytest.mark.parametrize("first", MALFORMED)
def test_a_malformed_token_is_not_kept(shop: ModuleType, first: Any, asynchronous: bool) -> None:
    """The call fails, and nothing of it was sent; the next one asks again."""
    issuer, asked = Issuer(), list[str]()

    def script(seen: Seen, number: int) -> Reaction:
        asked.append(urlsplit(seen.target).path)
        return Reaction(body=json.dumps(first).encode()) if len(asked) == 1 else issuer(seen, number)

    with serving(script) as server:
        call = calling(shop, server.url, asynchronous=asynchronous)
        with pytest.raises(shop.UnexpectedResponse, match=r"not sent: .*/oauth/token answered with") as caught:
            call()
        assert not caught.value.maybe_executed
        assert asked == ["/oauth/token"]
        call()
    assert asked == ["/oauth/token", "/oauth/token", "/own"]


@pytest.mark.parametrize("token", ["a\nb", "", " ", "\u00e9", 5, ["a"]])
def test_a_malformed_refresh_token_is_not_kept(shop: ModuleType, token: Any) -> None:
    """The access token beside it is used, and the refresh token that is known stays."""
    issuer, time = Issuer(life=100), Time()

    def script(seen: Seen, number: int) -> Reaction:
        answer = issuer(seen, number)
        if urlsplit(seen.target).path != "/oauth/token":
            return answer
        return Reaction(body=json.dumps({**json.loads(answer.body or b""), "refresh_token": token}).encode())

    with serving(script) as server:
        call = calling(shop, server.url, time=time, refresh_token=SECRET)
        call()
        time.now += 100
        call()
    assert [one["refresh_token"] for one in issuer.tokens] == [SECRET, SECRET]


@both
def test_a_token_that_is_not_taken_is_replaced_once(shop: ModuleType, asynchronous: bool) -> None:
    """A 401 is answered with a new token; a second one is the caller's."""
    issuer = Issuer()
    with serving(issuer) as server:
        call = calling(shop, server.url, asynchronous=asynchronous)
        call()
        issuer.revoked = True
        call()
        assert len(issuer.tokens) == 2
    refusing = Issuer()
    script = lambda seen, number: refusing(seen, number) if "token" in seen.target else Reaction(401)  # noqa: E731
    with serving(script) as server, pytest.raises(shop.Unauthorized):
        calling(shop, server.url, asynchronous=asynchronous)()
    assert len(refusing.tokens) == 2


def test_threads_share_one_token(shop: ModuleType) -> None:
    """Whoever comes while it is fetched waits; two clients with the same secret share it too."""
    issuer = Issuer()
    issuer.delay = 0.2
    with serving(issuer) as server:
        calls = [calling(shop, server.url) for _ in range(2)] * 8
        threads = [threading.Thread(target=call) for call in calls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(issuer.tokens) == 1
        assert sum(one.target == "/own" for one in server.seen) == 16


def test_tasks_share_one_token(shop: ModuleType) -> None:
    """The same on one event loop."""
    issuer = Issuer()
    issuer.delay = 0.2

    async def scenario(url: str) -> None:
        made = client_class(shop, asynchronous=True)
        async with made(client_id="me", client_secret=SECRET, base_url=url) as client:
            await asyncio.gather(*(client.own.retrieve() for _ in range(8)))

    with serving(issuer) as server:
        asyncio.run(scenario(server.url))
        assert len(issuer.tokens) == 1
        assert len(server.seen) == 9


@both
def test_a_refresh_token_is_used_and_replaced(shop: ModuleType, asynchronous: bool) -> None:
    """First the access token that the caller has, then those that refreshing gives, with the newest refresh token."""
    issuer, time = Issuer(rotates=True, life=100), Time()
    with serving(issuer) as server:
        given = {"refresh_token": SECRET, "access_token": "stale", "time": time, "asynchronous": asynchronous}
        call = calling(shop, server.url, **given)
        call()
        time.now += 100
        call()
        first = issuer.tokens[0]
        assert (first["grant_type"], first["refresh_token"]) == ("refresh_token", SECRET)
        assert [one["refresh_token"] for one in issuer.tokens] == [SECRET, f"{SECRET}1"]
        assert server.seen[0].headers["authorization"] == "Bearer stale"


def test_a_public_client_refreshes_without_a_secret(shop: ModuleType) -> None:
    """Its id goes into the form."""
    issuer = Issuer(style="form")
    with serving(issuer) as server:
        calling(shop, server.url, client_secret=None, refresh_token=SECRET)()
    assert issuer.tokens[0]["client_id"] == "me"


@both
@pytest.mark.parametrize(
    ("status", "kind"), [(200, "UnexpectedResponse"), (401, "Unauthorized"), (500, "ServerError"), (400, "BadRequest")]
)
def test_a_token_that_cannot_be_had_shows_no_secret(
    shop: ModuleType, status: int, kind: str, asynchronous: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """The error is the token endpoint's own, nothing was executed, and secrets are nowhere, not even echoed."""
    caplog.set_level("DEBUG")
    issuer = Issuer()
    issuer.status = status

    def script(seen: Seen, number: int) -> Reaction:
        return Reaction(body=b'{"refresh_token": "%s"}' % SECRET.encode()) if status == 200 else issuer(seen, number)

    with serving(script) as server:
        call = calling(shop, server.url, asynchronous=asynchronous, time=Time(), refresh_token=SECRET)
        with pytest.raises(shop.ApiError) as caught:
            call()
        assert all(urlsplit(one.target).path == "/oauth/token" for one in server.seen)
    assert type(caught.value).__name__ == kind
    assert not caught.value.maybe_executed
    hidden(caught.value, caplog.text)


@both
def test_errors_of_a_call_show_neither_secret_nor_token(shop: ModuleType, asynchronous: bool) -> None:
    """The token is hidden as keys are: in frames, attributes, pickles, and where the server echoes it."""
    issuer = Issuer()

    def script(seen: Seen, number: int) -> Reaction:
        if "token" in seen.target:
            return issuer(seen, number)
        return Reaction(403, body=json.dumps({"error": seen.headers["authorization"]}).encode())

    with serving(script) as server, pytest.raises(shop.Forbidden) as caught:
        calling(shop, server.url, asynchronous=asynchronous)()
    assert "Bearer [token]" in str(caught.value)
    hidden(caught.value, "")


def hidden(error: Any, text: str) -> None:
    """No secret and no token, wherever one looks."""
    texts = [text, str(error.to_dict()), pickle.dumps(error).decode("latin-1"), *told_by(error)]
    assert not found_in(SECRET, texts) + found_in(ACCESS, texts)


def test_a_client_with_tokens_shows_none(shop: ModuleType) -> None:
    """Also after it has fetched one."""
    issuer = Issuer()
    with serving(issuer) as server:
        client = client_class(shop)(
            client_id="me", client_secret=SECRET, password=SECRET, username="u", base_url=server.url
        )
        client.own.retrieve()
    assert issuer.tokens
    assert not [found for found in shown(client, 6) if SECRET in found or ACCESS in found]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"client_secret": SECRET}, "client_id: there is none; it goes with client_secret"),
        ({"client_id": "me", "client_secret": SECRET, "token_url": "http://id.example/t"}, "token_url: http://id.exam"),
        ({"client_id": "me", "client_secret": SECRET, "token_url": "t"}, "token_url: not an absolute URL"),
        ({"client_id": "me", "client_secret": lambda: SECRET}, "client_secret: expected text"),
        ({"username": "a:b", "password": SECRET}, "username: expected text without a colon"),
        ({"username": "a", "password": lambda: SECRET}, "password: expected text"),
        ({"session": ""}, "session: the key is empty"),
    ],
)
def test_a_credential_that_cannot_be_used_is_told_at_once(
    shop: ModuleType, given: dict[str, Any], message: str
) -> None:
    """The argument, the fault and the mend; the secret is in no frame."""
    with pytest.raises(shop.ConfigurationError) as caught:
        client_class(shop)(**given)
    assert str(caught.value).startswith(message)
    found = [one for variables in frames(caught.value.__traceback__) for one in shown(variables, 4)]
    assert not [one for one in found if SECRET in one]


def test_the_kit_wants_what_the_document_wants(shop: ModuleType) -> None:
    """Both keys or none; and it gives tokens to whoever has the secret."""
    kit = import_module("schemes_shop.testing")
    with kit.FakeServer() as server:
        made = client_class(shop)
        made(server.key, app_key=server.key, base_url=server.url).both.retrieve()
        made(client_id=server.key, client_secret=server.key, base_url=server.url).own.retrieve()
        made(base_url=server.url).open.retrieve()
        with pytest.raises(shop.Unauthorized):
            made(server.key, app_key="wrong", base_url=server.url).both.retrieve()
        assert server.executions == {"both.retrieve": 1, "own.retrieve": 1, "open.retrieve": 1}
