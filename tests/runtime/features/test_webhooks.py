"""Webhooks are believed only when signed, fresh and readable."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from typing import Any

import httpx
import pytest

from generator.runtime.codec.codec import Codec
from generator.runtime.codec.models import Model, define
from generator.runtime.diagnostics.drift import Misfit
from generator.runtime.errors import WebhookError
from generator.runtime.facts import Signature
from generator.runtime.features.webhooks import SeenEvents, WebhookEvent, sign, unwrap, verify

SIGNATURE = Signature(header="x-acme-signature", event_header="x-acme-event", pepper="acme-webhook-pepper")
SECRET = "wh_abc123_s3cr3tvalue"
BODY = b'{"id":"r1","status":"COMPLETED"}'
SIGNED_AT = 1760466123.489


@define(kw_only=True)
class Run(Model):
    id: str
    status: str


CODEC = Codec(sys.modules[__name__])


def headers(**changes: Any) -> dict[str, str]:
    return sign(BODY, **{"secret": SECRET, "signature": SIGNATURE, "timestamp": "2025-10-14T18:22:03.489Z"} | changes)


def check(body: bytes | str = BODY, sent: dict[str, str] | None = None, **changes: Any) -> None:
    sent = headers() if sent is None else sent
    verify(body, sent, **{"secret": SECRET, "signature": SIGNATURE, "now": lambda: SIGNED_AT} | changes)


def open_(event: str, **changes: Any) -> WebhookEvent[Any]:
    given: dict[str, Any] = {"secret": SECRET, "signature": SIGNATURE, "codec": CODEC, "now": lambda: SIGNED_AT}
    return unwrap(BODY, headers(event=event), events={"run.completed": "Run"}, **given | changes)


# Computed outside this code, from the description of https://docs.komos.ai/api-reference/webhooks/overview
VECTOR = b'{"id":"220a501c-82f4-43e2-8107-3d8e0c0f4c1b","status":"COMPLETED"}'
DIGESTS = {
    "raw bytes": "78409c6e77263a83f7d3b6f6d16f529e735ac2d40a190e52aaf91c91fa67b27d",
    "hex text": "07333992157254c2239f11b8828a655ca122a21f4df1c28ceb101438d82c933b",
}


@pytest.mark.parametrize("reading", DIGESTS)
def test_known_vectors_verify(reading):
    """Both readings of a derived key are accepted."""
    pepper = "komos-webhook-pepper"
    sent = {"X-Acme-Signature": f"t=2025-10-14T18:22:03.489Z,v1={DIGESTS[reading]}"}
    check(VECTOR, sent, pepper=pepper)
    check(VECTOR.decode(), sent, pepper=pepper)
    signed = sign(
        VECTOR,
        secret=SECRET,
        signature=SIGNATURE,
        pepper=pepper,
        timestamp="2025-10-14T18:22:03.489Z",
        hex_key=reading == "hex text",
    )
    assert signed == {"x-acme-signature": sent["X-Acme-Signature"]}


def test_what_is_signed_verifies():
    """`sign` makes what `verify` accepts, now and by default."""
    verify(BODY, sign(BODY, secret=SECRET, signature=SIGNATURE), secret=SECRET, signature=SIGNATURE, tolerance=60)


def test_without_a_pepper_the_secret_is_the_key():
    """Vendors that derive no key have no pepper, and perhaps no separator."""
    plain = SIGNATURE._replace(pepper="", separator="")
    check(sent=headers(signature=plain), signature=plain)


def test_several_signatures_may_be_sent():
    """While a secret is replaced, one of them is ours."""
    stamp, _, digest = headers()["x-acme-signature"].partition(",")
    check(sent={"x-acme-signature": f"{stamp},v1={'0' * 64}, {digest}"})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"body": BODY + b" "}, "does not match"),
        ({"secret": "wh_abc123_other"}, "does not match"),
        ({"pepper": "other"}, "does not match"),
        ({"secret": ""}, "secret is empty"),
        ({"sent": {}}, "has no x-acme-signature header"),
        ({"sent": {"x-acme-signature": "v1=aa"}}, "header is not t=…,v1=…"),
        ({"sent": {"x-acme-signature": "t=1"}}, "header is not t=…,v1=…"),
        ({"sent": {"x-acme-signature": "t=1,v1=é\udcff"}}, "does not match"),
        ({"sent": {"x-acme-signature": ""}}, "header is not"),
    ],
)
def test_what_is_not_signed_is_refused(changes, message):
    """The message says what is wrong, and no secret."""
    with pytest.raises(WebhookError, match=message) as caught:
        check(**changes)
    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize("stamp", ["2025-10-14T18:22:03.489Z", "1760466123", "1760466123489"])
def test_old_deliveries_are_refused_when_asked(stamp):
    """The timestamp may be ISO, epoch seconds or epoch milliseconds; any age is fine without a tolerance."""
    sent = headers(timestamp=stamp)
    check(sent=sent, tolerance=300)
    check(sent=sent, now=lambda: SIGNED_AT + 1e6)
    for away in (301, -301):
        with pytest.raises(WebhookError, match="more than 300 seconds"):
            check(sent=sent, tolerance=300, now=lambda away=away: SIGNED_AT + away)


@pytest.mark.parametrize("stamp", ["soon", "nan", "inf"])
def test_a_timestamp_that_is_none_is_too_old(stamp):
    """Only where it is asked for."""
    with pytest.raises(WebhookError):
        check(sent=headers(timestamp=stamp), tolerance=300)


def test_events_are_typed():
    """A known event holds a model, and a key that is the same for every delivery of it."""
    event = open_("run.completed")
    assert event.type == "run.completed"
    assert event.known
    assert event.data == Run(id="r1", status="COMPLETED")
    assert event.headers["x-acme-event"] == "run.completed"
    assert event.key == open_("run.completed").key
    assert event.key != open_("run.failed").key


def test_unknown_events_are_kept():
    """A new event is not an error: its payload is plain JSON."""
    misfits: list[Misfit] = []
    event = open_("run.paused", report=misfits.append)
    assert not event.known
    assert event.data == {"id": "r1", "status": "COMPLETED"}
    assert misfits == [("unknown_enum", "header x-acme-event", "'run.paused'")]


def test_a_body_that_is_not_json_is_refused():
    """Although it is signed."""
    sent = sign(b"<html>", secret=SECRET, signature=SIGNATURE)
    with pytest.raises(WebhookError, match="not JSON"):
        unwrap(b"<html>", sent, secret=SECRET, signature=SIGNATURE, events={}, codec=CODEC)


def test_several_secrets_while_one_replaces_another():
    """Either signs; none of them fits is one refusal."""
    check(secret=["wh_new_one", SECRET])
    check(secret=(SECRET, "wh_new_one"))
    with pytest.raises(WebhookError, match="does not match"):
        check(secret=["wh_new_one", "wh_other_one"])
    with pytest.raises(WebhookError, match="secret is empty"):
        check(secret=[SECRET, ""])


def test_the_same_event_is_seen_once():
    """However often it is delivered; another body is another event, and a failure may be forgotten."""
    seen = SeenEvents()
    event = open_("run.completed")
    assert [seen.first(event), seen.first(open_("run.completed")), seen.first(open_("run.failed"))] == [
        True,
        False,
        True,
    ]
    seen.forget(event)
    assert seen.first(event)


def test_the_oldest_event_is_forgotten_first():
    """Memory is bounded."""
    seen = SeenEvents(limit=2)
    first, second, third = (open_(name) for name in ("a", "b", "c"))
    assert [seen.first(one) for one in (first, second, third, second, first)] == [True, True, True, False, True]
    with pytest.raises(ValueError, match="limit: at least one"):
        SeenEvents(limit=0)


def test_threads_agree_who_was_first():
    """Of many at once, one."""
    seen, event = SeenEvents(), open_("run.completed")
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: seen.first(event), range(200))) == 1


def as_message(sent: dict[str, str]) -> Message:
    """Headers as `http.server` gives them: with `items`, and no mapping."""
    message = Message()
    for name, value in sent.items():
        message[name] = value
    return message


FORMS: dict[str, Callable[[dict[str, str]], Any]] = {
    "pairs": lambda sent: list(sent.items()),
    "pairs once": lambda sent: iter(sent.items()),
    "ASGI": lambda sent: [(name.encode(), value.encode()) for name, value in sent.items()],
    "a mapping of bytes": lambda sent: {name.encode(): bytearray(value.encode()) for name, value in sent.items()},
    "upper case": lambda sent: {name.upper(): value for name, value in sent.items()},
    "httpx": httpx.Headers,
    "http.server": as_message,
    "WSGI": lambda sent: (
        {"wsgi.input": object(), "CONTENT_TYPE": "x"}
        | {f"HTTP_{name.replace('-', '_').upper()}": value for name, value in sent.items()}
    ),
    "lists of values": lambda sent: {name: [value] for name, value in sent.items()},
    "repeated": lambda sent: [*sent.items(), *sent.items()],
}


@pytest.mark.parametrize("form", FORMS)
def test_headers_as_frameworks_give_them(form):
    """Any mapping, pairs, text or bytes, in any case: verified, typed, and in the event under lower-case names."""
    sent = FORMS[form]
    given: dict[str, Any] = {"secret": SECRET, "signature": SIGNATURE, "now": lambda: SIGNED_AT}
    event = unwrap(BODY, sent(headers(event="run.completed")), events={"run.completed": "Run"}, codec=CODEC, **given)
    assert event.known
    assert event.headers["x-acme-signature"] == headers()["x-acme-signature"]
    verify(BODY, sent(headers()), **given)
    with pytest.raises(WebhookError, match="does not match"):
        verify(BODY + b" ", sent(headers()), **given)


@pytest.mark.parametrize(
    "odd", [None, 5, "x-acme-signature: t=1", b"abc", [1, 2], [("a", "b", "c")], [("a",)], object(), dict]
)
def test_what_is_no_headers(odd):
    """Is told as such."""
    with pytest.raises(WebhookError, match="headers: expected a mapping, or pairs"):
        verify(BODY, odd, secret=SECRET, signature=SIGNATURE)
    with pytest.raises(WebhookError, match="headers: expected"):
        unwrap(BODY, odd, events={}, secret=SECRET, signature=SIGNATURE, codec=CODEC)


@pytest.mark.parametrize(
    "names", [[object()], {5: 6}, {None: None}, [("x-acme-signature", None)], [(b"\xff", b"\xff")]]
)
def test_headers_without_a_signature(names):
    """Whatever else they hold."""
    with pytest.raises(WebhookError):
        check(sent=names)


def test_repeated_headers():
    """Digests of both count; two timestamps are refused, and two events are neither of them."""
    stamp, _, digest = headers()["x-acme-signature"].partition(",")
    twice = [("X-Acme-Signature", f"{stamp},v1={'0' * 64}"), ("x-acme-signature", f"{stamp},{digest}")]
    check(sent=twice)  # type: ignore[arg-type]
    with pytest.raises(WebhookError, match="several timestamps"):
        check(sent=[*twice, ("x-acme-signature", f"t=1,{digest}")])  # type: ignore[arg-type]
    events = [*headers(event="run.completed").items(), ("x-acme-event", "run.failed")]
    given: dict[str, Any] = {"secret": SECRET, "signature": SIGNATURE, "codec": CODEC}
    event = unwrap(BODY, events, events={"run.completed": "Run"}, **given)
    assert (event.type, event.known) == ("run.completed, run.failed", False)


@pytest.mark.parametrize("body", [None, {}, 5, "\ud83d", ["x"]])
def test_a_body_that_was_not_received(body):
    """JSON that a framework has parsed, say."""
    with pytest.raises(WebhookError, match="body: expected the bytes that were received"):
        check(body)


def test_the_body_may_be_any_bytes():
    """As a buffer, too."""
    check(bytearray(BODY))  # type: ignore[arg-type]
    check(memoryview(BODY))  # type: ignore[arg-type]


STAMPS = [
    "1e999",
    "9" * 5000,
    "-1",
    "\u0663",
    "1_0",
    "0000-01-01T00:00:00Z",
    "10000-01-01T00:00:00Z",
    "",
    "2025-10-14T18:22:03+99:99",
]


@pytest.mark.parametrize("stamp", STAMPS)
def test_an_absurd_timestamp(stamp):
    """Cannot be read, although it is signed."""
    with pytest.raises(WebhookError, match="timestamp cannot be read"):
        check(sent=headers(timestamp=stamp), tolerance=300)


def test_an_event_name_that_no_encoding_has():
    """As a server that decodes leniently may hand it on."""
    assert open_("run.\udcff").type == "run.\udcff"


def opened(body: bytes) -> Any:
    sent = sign(body, secret=SECRET, signature=SIGNATURE)
    return unwrap(body, sent, secret=SECRET, signature=SIGNATURE, events={}, codec=CODEC).data


def test_json_that_nests_too_deeply():
    """Is refused, although it is signed."""
    with pytest.raises(WebhookError, match="not JSON"):
        opened(b"[" * 100_000 + b"]" * 100_000)


def test_a_number_of_many_digits():
    """Is text, and the rest of the payload is there."""
    assert opened(b'{"id": 1, "more": %s}' % (b"9" * 5000)) == {"id": 1, "more": "9" * 5000}
