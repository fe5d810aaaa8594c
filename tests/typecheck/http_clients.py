"""Whose HTTP clients and timeouts type checkers let through: httpx's and httpx2's."""

from __future__ import annotations

import httpx
import httpx2

from generator.runtime.options import AsyncHttpClient, HttpClient, TimeoutLike

OURS: list[HttpClient] = [httpx.Client(), httpx2.Client()]
ASYNC: list[AsyncHttpClient] = [httpx.AsyncClient(), httpx2.AsyncClient()]
TIMEOUTS: list[TimeoutLike] = [httpx.Timeout(5), httpx2.Timeout(5)]

WRONG: HttpClient = httpx2.AsyncClient()  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
