"""A test that mocks httpx mocks a client that was given none: nothing real is sent, and nothing is paid.

Whether such a call gets the mock's answer or is refused is not asked here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
import respx
import vcr

from tests.runtime.transport.given.setting import AGENT, Setting


def with_pytest_httpx(setting: Setting) -> None:
    setting.fixture("httpx_mock").add_response(json=AGENT, is_reusable=True, is_optional=True)


def with_respx(setting: Setting) -> None:
    setting.stack.enter_context(respx.mock(assert_all_called=False)).route().respond(json=AGENT)


def with_respx_in_httpx(setting: Setting) -> None:
    setting.stack.enter_context(respx.mock(using="httpx", assert_all_called=False)).route().respond(json=AGENT)


def with_vcr(setting: Setting) -> None:
    cassette = str(setting.fixture("tmp_path") / "cassette.yaml")
    setting.stack.enter_context(vcr.VCR(record_mode="none").use_cassette(cassette))


def with_patched_transport(setting: Setting) -> None:
    mock = setting.either(lambda request: httpx.Response(200, json=AGENT))
    kind, method = (
        (httpx.AsyncHTTPTransport, "handle_async_request")
        if setting.asynchronous
        else (httpx.HTTPTransport, "handle_request")
    )
    setting.monkeypatch.setattr(kind, method, lambda self, request: mock(request))


MOCKS = [with_pytest_httpx, with_respx, with_respx_in_httpx, with_vcr, with_patched_transport]


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("mock", MOCKS)
def test_nothing_real_is_sent(mock: Callable[[Setting], Any], mode: str, request: pytest.FixtureRequest) -> None:
    """The server of the scene sees no request."""
    with Setting("httpx", mode, "answered", request) as setting:
        mock(setting)
        assert setting.call().executed == 0
