"""Request handler of the fake server: matches the route, executes or refuses, counts, and applies faults."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

from ..facts import Operation, Plan, Service
from ..util.typeguards import is_object
from . import auth, encoding
from .faults import Fault, FaultQueue, apply_drift
from .http import Seen, ServerResponse
from .rate_limits import ServerRateLimits
from .state.routing import ServiceFacts, match_route
from .state.store import Rejected, ResourceStore, StoreRequest

_HTML_PAGE = b"<!doctype html><title>Bad gateway</title><h1>502 Bad gateway</h1>"


class RequestHandler:
    """Handles the requests of one server, and records them.

    Parameters:
        plan: pricing plan whose concurrent runs are enforced; None: none is.
        key: the credential that it accepts.
    """

    def __init__(
        self, service: Service, data: encoding.ExampleData, facts: ServiceFacts, plan: Plan | None, key: str
    ) -> None:
        self.service = service
        self.data = data
        self.facts = facts
        self.plan = plan
        self.key = key
        self.url = ""
        """The server's own URL, which takes the place of the document's in responses."""
        self.lock = threading.Lock()
        """Guards the attributes below."""
        self.faults = FaultQueue()
        self.executions: Counter[str] = Counter()
        self.seen: list[Seen] = []
        self.store: ResourceStore
        self.rate_limits: ServerRateLimits

    def reset(self, store: ResourceStore, rate_limits: ServerRateLimits) -> None:
        """Start again with a new *store* and new *rate_limits*: nothing counted, no faults."""
        with self.lock:
            self.store, self.rate_limits = store, rate_limits
            self.executions, self.seen = Counter(), []
            self.faults.clear()

    def handle(self, request: Seen) -> tuple[ServerResponse | None, Fault]:
        """Return the response to *request*, None to close the connection without one, and the fault to apply."""
        accept = request.headers.get("accept", "")
        operation, parameters, allowed = match_route(self.facts.routes, request.method, request.path, accept)
        request = request._replace(operation=operation.name if operation else "", parameters=parameters)
        with self.lock:
            self.seen.append(request)
            number = len(self.seen)
            fault = self.faults.take(request.operation) or Fault()
            if fault.drop == "before-work":
                return None, fault
            if fault.works:
                response = self._respond(operation, allowed, request, fault)
            else:
                response = self._error(fault.status or 307, "")
        if fault.drop:
            return None, fault
        return self._with_fault(response, fault, number), fault

    def _respond(
        self, operation: Operation[Any] | None, allowed: list[str], request: Seen, fault: Fault
    ) -> ServerResponse:
        """Execute the operation, or refuse the request."""
        if operation is None and auth.is_token_request(self.service, request):
            return self._token(request)
        if operation is None and allowed:
            methods = ", ".join(allowed)
            return self._error(405, f"use {methods}")._replace(headers={"allow": methods})
        if operation is None:
            return self._error(404, f"no operation has the path {request.path}")
        if not auth.is_authorized(self.service, operation, request, self.key):
            return self._error(401, "the key is missing or wrong")
        limit = self.rate_limits.check(operation.limit)
        if limit.refused:
            return self._error(429, "too many requests")._replace(headers=limit.headers)
        max_runs = self.plan.concurrent_runs if self.plan and operation.slot else None
        if max_runs is not None and self.store.active_runs() >= max_runs:
            headers = {"retry-after": "1", **limit.headers}
            return self._error(429, f"more than {max_runs} runs at once")._replace(headers=headers)
        if operation.stream:
            return self._stream(operation)._replace(headers=limit.headers)
        response = self._execute(operation, request, fault)
        return response._replace(headers={**limit.headers, **response.headers})

    def _execute(self, operation: Operation[Any], request: Seen, fault: Fault) -> ServerResponse:
        """Execute the operation and count it."""
        try:
            body = encoding.decode_body(request)
            key = _idempotency_key(operation, request, body)
            result = self.store.execute(
                operation, StoreRequest(request.parameters, request.query, body, key, request.path)
            )
        except Rejected as error:
            return self._error(error.status, error.reason)
        except ValueError as error:
            return self._error(400, f"the body is not JSON: {error}")
        self.executions[operation.name] += result.executed
        media_type = self.data.operations[operation.name].media_type
        response = encoding.encode_response(result.status, media_type, apply_drift(result.body, fault.drift))
        return response._replace(headers=result.headers)

    def _stream(self, operation: Operation[Any]) -> ServerResponse:
        """Stream all examples of the operation; the store does not change."""
        self.executions[operation.name] += 1
        example = self.data.operations[operation.name]
        values = [example.body, *example.others]
        return encoding.encode_stream(example.status, example.media_type, operation.stream, values)

    def _token(self, request: Seen) -> ServerResponse:
        """Respond to a token request; the access token is the key."""
        if not auth.has_client_secret(request, self.key):
            return encoding.encode_response(401, "application/json", {"error": "invalid_client"})
        token = {"access_token": self.key, "token_type": "Bearer", "expires_in": 3600}
        return encoding.encode_response(200, "application/json", token)

    def _error(self, status: int, message: str) -> ServerResponse:
        """An error in the form of the document's example for *status*, if there is one."""
        body = self.data.errors.get(str(status), {"detail": f"status {status}, as the test requested"})
        return encoding.encode_response(
            status, "application/json", encoding.with_message(body, message) if message else body
        )

    def _with_fault(self, response: ServerResponse, fault: Fault, number: int) -> ServerResponse:
        """*response* with the fault's status, headers and body, and the headers that every response has."""
        service = self.service
        headers = {"x-request-id": f"req_{number:06d}"}
        if service.version_header:
            headers[service.version_header] = fault.version or service.api_version
        if fault.retry_after is not None:
            headers["retry-after"] = str(fault.retry_after)
        if fault.redirect:
            headers["location"] = fault.redirect
        if fault.html:
            response = ServerResponse(response.status, _HTML_PAGE, "text/html; charset=utf-8", response.headers)
        if fault.body is not None:
            is_text = isinstance(fault.body, str | bytes)
            media_type = "text/plain" if is_text else "application/json"
            response = encoding.encode_response(response.status, media_type, fault.body)
        body = response.body
        for url in sorted(service.servers.values(), key=len, reverse=True):  # a URL before any that is its prefix
            body = body.replace(url.encode(), self.url.encode())
        return response._replace(
            status=fault.status or response.status, body=body, headers={**headers, **response.headers, **fault.headers}
        )


def _idempotency_key(operation: Operation[Any], request: Seen, body: Any) -> str:
    """The request's idempotency key; empty when the operation takes none or the request has none."""
    repeat = operation.repeat
    if repeat.kind != "keyed":
        return ""
    if repeat.location == "header":
        return request.headers.get(repeat.field.lower(), "")
    return str(body.get(repeat.field) or "") if is_object(body) else ""
