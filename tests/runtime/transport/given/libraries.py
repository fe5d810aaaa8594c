"""Libraries that stand between an httpx client and the network, or watch it."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import httpx_aiohttp
import logfire
import vcr
from httpx_aiohttp.httpx2 import Httpx2AiohttpClient
from httpx_retries import Retry, RetryTransport
from opentelemetry.instrumentation import httpx as instrumentation
from opentelemetry.sdk.trace import TracerProvider

from tests.runtime.transport.given.setting import Setting, way


@way(provable=True, libraries=("httpx",))
def httpx_retries(setting: Setting) -> Any:
    """As it comes, which leaves a POST alone."""
    return setting.client(RetryTransport(setting.transport()))


@way(provable=True, lost=2, libraries=("httpx",))
def httpx_retries_of_post(setting: Setting) -> Any:
    """Told to send a POST again."""
    retry = Retry(total=1, allowed_methods=["POST"], backoff_factor=0)
    return setting.client(RetryTransport(setting.transport(), retry))


@way(provable=False, modes=("async",))
def aiohttp(setting: Setting) -> Any:
    httpx2 = setting.http_library.__name__ == "httpx2"
    return setting.client(kind=Httpx2AiohttpClient if httpx2 else httpx_aiohttp.HttpxAiohttpClient)


@way(provable=None)
def vcr_records(setting: Setting) -> Any:
    """It reads the body before it lets the request go on."""
    cassette = str(setting.fixture("tmp_path") / "cassette.yaml")
    setting.stack.enter_context(vcr.VCR(record_mode="new_episodes").use_cassette(cassette))
    return setting.client()


def instrumentor(setting: Setting) -> Any:
    """OpenTelemetry's for the library."""
    httpx2 = setting.http_library.__name__ == "httpx2"
    return instrumentation.HTTPX2ClientInstrumentor() if httpx2 else instrumentation.HTTPXClientInstrumentor()


@way(provable=True)
def opentelemetry(setting: Setting) -> Any:
    """All clients are instrumented."""
    instrumentor(setting).instrument(tracer_provider=TracerProvider())
    setting.stack.callback(instrumentor(setting).uninstrument)
    return setting.client()


@way(provable=True)
def opentelemetry_of_one_client(setting: Setting) -> Any:
    client = setting.client()
    instrumentor(setting).instrument_client(client, tracer_provider=TracerProvider())
    return client


@way(provable=True)
def opentelemetry_transport(setting: Setting) -> Any:
    which = "AsyncOpenTelemetryTransport" if setting.asynchronous else "SyncOpenTelemetryTransport"
    kind = getattr(instrumentation, which + ("Httpx2" if setting.http_library.__name__ == "httpx2" else ""))
    return setting.client(kind(setting.transport(), tracer_provider=TracerProvider()))


@way(provable=True)
def with_logfire(setting: Setting) -> Any:
    client = setting.client()
    for executor in (ThreadPoolExecutor, ProcessPoolExecutor):  # which it patches, and leaves so
        setting.monkeypatch.setattr(executor, "submit", executor.submit)
    own = logfire.configure(local=True, send_to_logfire=False, console=False)
    setting.stack.callback(own.shutdown)
    own.instrument_httpx(client)
    return client
