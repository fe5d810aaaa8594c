"""The vendors' pages, sentence by sentence: each has an id, and a test or the reason why it has none."""

from __future__ import annotations

import re
from typing import NamedTuple

HEADING = "a heading: the sentences below it say what it promises"
NAVIGATION = "navigation of the vendor's site"
MARKETING = "a slogan"
COLUMNS = "names of columns: the rows say what they promise"


class Sentence(NamedTuple):
    """One sentence, table row, line of code or example of a page."""

    id: str
    text: str
    """Verbatim, but for line breaks."""
    untestable: str = ""
    """Why there is nothing in it that a client could keep or break; empty: it has a test."""


KOMO = (
    Sentence("REST-INDEX-1", "## Documentation Index", HEADING),
    Sentence("REST-INDEX-2", "Fetch the complete documentation index at: https://docs.komo.ai/llms.txt", NAVIGATION),
    Sentence("REST-INDEX-3", "Use this file to discover all available pages before exploring further.", NAVIGATION),
    Sentence("REST-HEAD-1", "# REST API", HEADING),
    Sentence("REST-HEAD-2", "Headless access to the same surface the MCP tools wrap"),
    Sentence(
        "REST-BASE-1",
        "Everything the Komo app does is backed by a REST API at `https://api.komo.ai/api`, and your API key works on "
        "all of it — the MCP tools are a curated wrapper over this surface.",
    ),
    Sentence("REST-AUTH-H", "## Authentication", HEADING),
    Sentence(
        "REST-AUTH-1",
        "Create a key at [app.komo.ai/settings/api-keys](https://app.komo.ai/settings/api-keys).",
    ),
    Sentence("REST-AUTH-2", "Two equivalent header forms:"),
    Sentence(
        "REST-AUTH-3",
        '```bash theme={null} curl -H "x-api-key: pk_xxx:sk_xxx" https://api.komo.ai/api/usage/summary',
    ),
    Sentence("REST-AUTH-4", 'curl -H "Authorization: Bearer pk_xxx:sk_xxx" https://api.komo.ai/api/usage/summary ```'),
    Sentence("REST-AUTH-5", "Every response carries `X-API-Version: 1`."),
    Sentence("REST-DISC-H", "## Discovering endpoints", HEADING),
    Sentence(
        "REST-DISC-1",
        "**Public OpenAPI subset**: "
        "[`https://api.komo.ai/api/public-openapi.json`](https://api.komo.ai/api/public-openapi.json) "
        "— the curated public surface (CRM, search, lists, campaigns, LinkedIn actions, inbox connection, usage).",
    ),
    Sentence(
        "REST-DISC-2",
        "**llms.txt**: [`https://api.komo.ai/llms.txt`](https://api.komo.ai/llms.txt) "
        "— agent-oriented summary of the API + MCP server.",
    ),
    Sentence("REST-SDK-H", "## Python SDK", HEADING),
    Sentence("REST-SDK-1", "```python theme={null} import komo"),
    Sentence("REST-SDK-2", 'client = komo.Komo(api_key="pk_xxx:sk_xxx") ```'),
    Sentence(
        "REST-SDK-3",
        "The `komo` package (beta) currently wraps agents and threads; use the REST endpoints directly for "
        "CRM/campaign/LinkedIn operations.",
    ),
    Sentence("REST-ERR-H", "## Errors & limits", HEADING),
    Sentence(
        "REST-ERR-T",
        "| Status | Meaning | | ------ | ---------------------------------------------------------------------- |",
        COLUMNS,
    ),
    Sentence("REST-ERR-401", "| `401` | Key missing, malformed, revoked, or expired |"),
    Sentence("REST-ERR-402", "| `402` | Insufficient credits or plan gate (body includes the reason) |"),
    Sentence("REST-ERR-409", "| `409` | Conflict — e.g. LinkedIn seat not connected (`LINKEDIN_NOT_CONNECTED`) |"),
    Sentence("REST-ERR-422", "| `422` | Validation error (body lists the offending fields) |"),
    Sentence("REST-ERR-429", "| `429` | Rate limit or LinkedIn safety cap — honor `Retry-After` |"),
    Sentence(
        "REST-LIMIT-1",
        "Per-key rate limits: **120 requests/min** overall, **20/min** on expensive search/enrichment routes.",
    ),
    Sentence("REST-LIMIT-2", "Credit-consuming endpoints reserve credits before running and refund on failure."),
    Sentence("REST-STAGE-H", "## Staging", HEADING),
    Sentence(
        "REST-STAGE-1",
        "The same API and MCP server run on Trybase staging: `https://api.trybase.ai/api` and "
        "`https://api.trybase.ai/mcp`.",
    ),
)
"""https://docs.komo.ai/mcp/rest-api.md"""

KAIRO = (
    Sentence("PAGE-HEAD-1", "API Reference", HEADING),
    Sentence("PAGE-HEAD-2", "Build anything.", MARKETING),
    Sentence("PAGE-HEAD-3", "Connect everything.", MARKETING),
    Sentence("PAGE-HEAD-4", "A complete REST API for every KAIRO capability."),
    Sentence("PAGE-HEAD-5", "Versioned, stable, and designed for production."),
    Sentence("PAGE-HEAD-6", "API is operational — 99.97% uptime last 30 days.", "a figure about the vendor's servers"),
    Sentence("PAGE-HEAD-7", "View status →", NAVIGATION),
    Sentence("PAGE-BASE-H", "Base URL", HEADING),
    Sentence("PAGE-BASE-1", "https://api.kairo.dev/v1"),
    Sentence("PAGE-BASE-2", "All endpoints are HTTPS only."),
    Sentence("PAGE-BASE-3", "HTTP requests are rejected."),
    Sentence("PAGE-AUTH-H", "Authentication", HEADING),
    Sentence("PAGE-AUTH-1", "Authorization: Bearer YOUR_API_KEY"),
    Sentence("PAGE-AUTH-2", "Generate API keys in Settings → API Keys."),
    Sentence("PAGE-AUTH-3", "Keys are prefixed sk_live_ for production."),
    Sentence("PAGE-CAT-H", "Endpoint categories", HEADING),
    Sentence("PAGE-AGENTS-H", "Agents", HEADING),
    Sentence("PAGE-AGENTS-1", "12 endpoints"),
    Sentence("PAGE-AGENTS-2", "Create, configure, and manage AI agents."),
    Sentence("PAGE-AGENTS-3", "Set models, attach context sources, define tools."),
    Sentence("PAGE-AGENTS-4", "POST GET PATCH DELETE"),
    Sentence("PAGE-FLOWS-H", "Workflows", HEADING),
    Sentence("PAGE-FLOWS-1", "8 endpoints"),
    Sentence("PAGE-FLOWS-2", "Build and execute multi-step automations."),
    Sentence("PAGE-FLOWS-3", "Chain agents, define branching logic, schedule runs."),
    Sentence("PAGE-FLOWS-4", "POST GET PUT DELETE"),
    Sentence("PAGE-CONTEXT-H", "Context", HEADING),
    Sentence("PAGE-CONTEXT-1", "9 endpoints"),
    Sentence("PAGE-CONTEXT-2", "Manage data sources and context windows."),
    Sentence("PAGE-CONTEXT-3", "Ingest documents, query embeddings, refresh live data."),
    Sentence("PAGE-CONTEXT-4", "POST GET PATCH"),
    Sentence("PAGE-STATS-H", "Analytics", HEADING),
    Sentence("PAGE-STATS-1", "6 endpoints"),
    Sentence("PAGE-STATS-2", "Usage metrics, cost reports, and traces."),
    Sentence("PAGE-STATS-3", "Inspect every agent run, token count, and latency breakdown."),
    Sentence("PAGE-STATS-4", "GET"),
    Sentence("PAGE-QUICK-H", "Quick example", HEADING),
    Sentence("PAGE-QUICK-1", "Create an agent in one request"),
    Sentence(
        "PAGE-QUICK-2",
        "A single POST to /agents spins up a fully configured agent with model routing, context sources, and a unique "
        "ID ready to execute workflows.",
    ),
    Sentence("PAGE-QUICK-3", "Agent is active immediately — no provisioning delay"),
    Sentence("PAGE-QUICK-4", 'Model set to "auto" routes to best model for each task'),
    Sentence("PAGE-QUICK-5", "Context array attaches your data sources on creation"),
    Sentence("PAGE-QUICK-R", "Request", HEADING),
    Sentence("PAGE-QUICK-6", "curl -X POST https://api.kairo.dev/v1/agents \\"),
    Sentence("PAGE-QUICK-7", '-H "Authorization: Bearer sk_live_..." \\'),
    Sentence("PAGE-QUICK-8", '-H "Content-Type: application/json" \\'),
    Sentence("PAGE-QUICK-9", """-d '{ "name": "Lead Qualifier", "model": "auto", "context": ["crm"] }'"""),
    Sentence("PAGE-QUICK-10", "Response — 201 Created"),
    Sentence(
        "PAGE-QUICK-11",
        '{ "id": "agent_01j9k8m3x", "name": "Lead Qualifier", "status": "active", '
        '"created_at": "2026-01-15T10:30:00Z" }',
    ),
    Sentence("PAGE-LIMIT-H", "Rate limits", HEADING),
    Sentence("PAGE-LIMIT-P", "Limits by plan", HEADING),
    Sentence("PAGE-LIMIT-T", "Plan Requests / min Burst cap Concurrent runs", COLUMNS),
    Sentence("PAGE-LIMIT-1", "Free 100 req/min 200 5"),
    Sentence("PAGE-LIMIT-2", "Pro 1,000 req/min 2,000 25"),
    Sentence("PAGE-LIMIT-3", "Enterprise Unlimited Unlimited Unlimited"),
    Sentence(
        "PAGE-LIMIT-4",
        "Rate limit headers are included in every response: X-RateLimit-Limit, X-RateLimit-Remaining, "
        "X-RateLimit-Reset.",
    ),
)
"""https://fpsjago.github.io/kairo-template/api-reference"""

KOMOS = (
    Sentence("INTRO-HEAD-N", "Skip to main content", NAVIGATION),
    Sentence("INTRO-HEAD-H", "Overview", HEADING),
    Sentence(
        "INTRO-HEAD-1",
        "The Komos public API lets you launch saved browser tasks, observe their progress, stream execution logs, and "
        "cancel them programmatically.",
    ),
    Sentence(
        "INTRO-HEAD-2",
        "Each run executes asynchronously—enqueue a task, poll for status or subscribe via webhooks, and consume the "
        "outputs once the run reaches a terminal state.",
    ),
    Sentence("INTRO-BASE-H", "Base URLs", HEADING),
    Sentence("INTRO-BASE-1", "Production: https://api.komos.ai"),
    Sentence(
        "INTRO-BASE-2",
        "Komos does not operate a staging environment; target the production host for all integrations.",
    ),
    Sentence("INTRO-BASE-3", "All endpoints are prefixed with /public/v1."),
    Sentence(
        "INTRO-BASE-4",
        "When previewing the docs locally, point the API tester to your tunnel (https://api-komos.ngrok.app) so "
        "browser requests reach your development stack.",
    ),
    Sentence("INTRO-END-H", "Endpoints", HEADING),
    Sentence(
        "INTRO-END-1",
        "POST /public/v1/tasks/{taskId}/runs — queue an asynchronous run for a saved task (idempotent with "
        "clientRequestId).",
    ),
    Sentence(
        "INTRO-END-2",
        "GET /public/v1/tasks/{taskId}/runs — list the 50 most recent runs for a task, newest first.",
    ),
    Sentence("INTRO-END-3", "GET /public/v1/task-runs/{runId} — fetch the latest status for a single run."),
    Sentence(
        "INTRO-END-4",
        "GET /public/v1/task-runs/{runId}/logs — retrieve ordered log entries captured while the run executed.",
    ),
    Sentence(
        "INTRO-END-5",
        "POST /public/v1/task-runs/{runId}/cancel — request cancellation for a pending or running task.",
    ),
    Sentence("INTRO-AUTH-H", "Authentication", HEADING),
    Sentence("INTRO-AUTH-1", "Authenticate using an organization-scoped API key issued from the Komos dashboard."),
    Sentence("INTRO-AUTH-2", "Send the secret in the Authorization header using the Bearer scheme:"),
    Sentence("INTRO-AUTH-3", "Authorization: Bearer sk_live_your_api_key"),
    Sentence("INTRO-AUTH-4", "Requests without a valid key return 401 Unauthorized."),
    Sentence("INTRO-IDEM-H", "Idempotency", HEADING),
    Sentence(
        "INTRO-IDEM-1",
        "POST /public/v1/tasks/{taskId}/runs supports idempotent retries via the optional clientRequestId field.",
    ),
    Sentence(
        "INTRO-IDEM-2",
        "Repeat the call with the same value to receive 200 OK and the previously created run instead of launching a "
        "duplicate.",
    ),
    Sentence("INTRO-RUN-H", "Run resource", HEADING),
    Sentence("INTRO-RUN-1", "Successful responses return a run object shaped like the example below."),
    Sentence(
        "INTRO-RUN-2",
        '{ "id": "9c77d908-7bf4-4e7f-9a20-2c5e7fdf2e94", "taskId": "79c6b1aa-24d1-45b3-8c94-9a2e2a2f55bc", '
        '"status": "RUNNING", "triggerType": "api", "timestamps": { "createdAt": "2025-10-14T18:21:52.123Z", '
        '"startedAt": "2025-10-14T18:22:03.481Z", "finishedAt": null }, "progress": { "currentStep": 2, '
        '"stepsTotal": 5 }, "inputs": { "url": "https://example.com/orders/48219" }, "outputs": {}, '
        '"logsUrl": "https://api.komos.ai/public/v1/task-runs/9c77d908-7bf4-4e7f-9a20-2c5e7fdf2e94/logs", '
        '"error": null, "cancelReason": null }',
    ),
    Sentence("INTRO-RUN-3", "status values: PENDING, RUNNING, COMPLETED, FAILED, CANCELLED."),
    Sentence("INTRO-RUN-4", "triggerType is one of manual, schedule, or api."),
    Sentence(
        "INTRO-RUN-5",
        "logsUrl resolves to GET /public/v1/task-runs/{runId}/logs when backend_public_url is configured for your "
        "organization.",
    ),
    Sentence("INTRO-ERR-H", "Error handling", HEADING),
    Sentence("INTRO-ERR-1", "Errors follow the standard FastAPI structure:"),
    Sentence("INTRO-ERR-2", 'Validation issues return 400 Bad Request with {"detail": "invalid_task_id"}.'),
    Sentence("INTRO-ERR-3", 'Missing resources return 404 Not Found, e.g., {"detail": "run_not_found"}.'),
    Sentence("INTRO-ERR-4", "Usage limits return 402 Payment Required with additional details."),
    Sentence(
        "INTRO-ERR-5",
        "Transient queue issues respond with 503 Service Unavailable; retry with exponential backoff.",
    ),
    Sentence("INTRO-HOOK-H", "Webhooks", HEADING),
    Sentence("INTRO-HOOK-1", "Need near-real-time notifications?", "a question, which the next sentence answers"),
    Sentence("INTRO-HOOK-2", "Configure outbound webhooks from the dashboard to receive run status and log events."),
    Sentence(
        "INTRO-HOOK-3",
        "Delivery cadence, headers, and payload schemas are detailed in api-reference/webhooks/overview.",
    ),
    Sentence("INTRO-HOOK-4", "Refer to the endpoint pages for full schemas and examples."),
)
"""https://docs.komos.ai/api-reference/introduction"""

PAGES = {"komo": KOMO, "kairo": KAIRO, "komos": KOMOS}
"""API → its page."""


def text(name: str) -> str:
    """What the sentence called *name* says."""
    return next(one.text for page in PAGES.values() for one in page if one.id == name)


def missing(page: tuple[Sentence, ...], whole: str) -> str:
    """The first part of *whole*, a vendor's page, that *page* leaves out, invents or has elsewhere; empty if none."""
    rest = " ".join(whole.split())
    for one in page:
        before, found, rest = rest.partition(one.text)
        if not found:
            return f"{one.id} is not on the page"
        if left := re.sub(r"[\s•*>]+", "", before):
            return f"before {one.id}: {left}"
    return rest.strip()
