"""A small API, its documentation as five kinds of site would serve it, and the document that was written from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from generator.drift.change import Change, Comparison
from generator.drift.pages import DocumentIndex, Page, PageVersions, compare, page, read
from generator.specs import facts

URL = "https://docs.parcels.example/reference"

MARKDOWN = """\
# Parcels API

Send parcels, watch them travel, and call them back. Everything below is served as JSON over HTTPS.

## Base URL

`https://api.parcels.example/v1`

## Authentication

Send your key with every request. Keys begin with `pk_live_`, and come from the environment variable `PARCELS_API_KEY`.

```
Authorization: Bearer pk_live_...
```

## Endpoints

### Parcels

4 endpoints to send parcels and to see where they are.

- `POST /parcels` sends a parcel.
- `GET /parcels` lists what was sent.
- `GET /parcels/{parcel_id}` tells where one is.
- `DELETE /parcels/{parcel_id}` calls one back.

### Depots

| Method | Path | Does |
| --- | --- | --- |
| GET | /depots | Lists the depots. |
| GET | /depots/:id | Shows one depot. |

## The parcel

```json
{"id": "par_1", "status": "moving", "weight": 12, "sent_at": "2026-01-15T10:30:00Z"}
```

`status` is one of `waiting`, `moving`, `delivered` or `lost`.

## Rate limits

At most 120 requests per minute for each key. What is left is told in `X-RateLimit-Remaining`.

| Plan | Requests / min | Burst cap | Concurrent runs |
| --- | --- | --- | --- |
| Small | 120 | 200 | 5 |
| Large | 1,200 | 2,000 | Unlimited |

## Errors

| Status | Meaning |
| --- | --- |
| `401` | The key is missing. |
| `404` | There is no such parcel. |
| `429` | Too much at once. Honor `Retry-After`. |

A parcel that is on its way cannot be called back: `PARCEL_MOVING`.
"""

FACTS = """\
title: Parcels
package: parcels_client
class_name: Parcels
document: {path: openapi.yaml, origin: hand-written}
servers: {production: https://api.parcels.example/v1}
auth: {env: PARCELS_API_KEY, pattern: '^pk_live_.+$', example: pk_live_example}
limits:
  default: {requests: 120, per: 60, source: %s}
plans:
  small: {limits: {default: {requests: 120, per: 60, burst: 200}}, concurrent_runs: 5}
  large: {limits: {default: {requests: 1200, per: 60, burst: 2000}}}
errors:
  - {status: 409, code: PARCEL_MOVING, raises: ParcelMoving}
statuses: [401, 404, 429]
"""


def document() -> dict[str, Any]:
    """The document that was written from the page."""
    parcel = {
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "status": {"$ref": "#/components/schemas/Status"},
            "weight": {"type": "integer"},
            "sent_at": {"type": "string", "format": "date-time"},
        },
    }
    done = {
        "description": "Done.",
        "headers": {"X-RateLimit-Remaining": {"schema": {"type": "string"}}},
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Parcel"}}},
    }

    def operation(tag: str) -> dict[str, Any]:
        return {"tags": [tag], "responses": {"200": done}}

    def one(name: str) -> dict[str, Any]:
        return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}

    return {
        "openapi": "3.1.0",
        "info": {"title": "Parcels", "version": "1"},
        "servers": [{"url": "https://api.parcels.example/v1"}],
        "security": [{"bearer": []}],
        "paths": {
            "/parcels": {"post": operation("Parcels"), "get": operation("Parcels")},
            "/parcels/{parcel}": {
                "parameters": [one("parcel")],
                "get": operation("Parcels"),
                "delete": operation("Parcels"),
            },
            "/depots": {"get": operation("Depots")},
            "/depots/{depot}": {"parameters": [one("depot")], "get": operation("Depots")},
        },
        "components": {
            "schemas": {"Parcel": parcel, "Status": {"enum": ["waiting", "moving", "delivered", "lost"]}},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def write(directory: Path, url: str, facts_url: str = "") -> Path:
    """The API's folder with a page at *url* to be watched."""
    from generator.documents.document import dump

    directory.mkdir(parents=True)
    (directory / "api.yaml").write_text(FACTS % (facts_url or url))
    (directory / "openapi.yaml").write_text(dump(document()))
    (directory / "sources.yaml").write_text(f"pages:\n  reference:\n    url: {url}\n")
    return directory


def known(directory: Path) -> DocumentIndex:
    """The document and the facts, as the comparison is told of them."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "api.yaml").write_text(FACTS % URL)
    return DocumentIndex(document(), facts.read(directory))


def made(text: str, url: str = URL) -> Page:
    """The page that says *text*."""
    return page("reference", url, read(text.encode()))


def compared(known: DocumentIndex, old: str | None, new: str) -> Comparison:
    """A page that said *old* and says *new*."""
    before = made(old) if old is not None else None
    return compare([PageVersions(name="reference", url=URL, before=before, now=made(new))], known)


def ids(comparison: Comparison) -> list[str]:
    return [change.id for change in comparison.changes]


def only(comparison: Comparison, id: str) -> Change:
    """The one change with this id."""
    (change,) = [change for change in comparison.changes if change.id == id]
    return change


# The same page on sites of several makers

MARK = "\u200b"
"""What a reader does not see of the link to a heading."""


def _article(markdown: str) -> str:
    from markdown_it import MarkdownIt

    return str(MarkdownIt("commonmark").enable("table").render(markdown))


def plain(markdown: str = MARKDOWN, noise: str = "") -> str:
    """A site that somebody wrote by hand."""
    return f"<html><head><title>Parcels</title></head><body>{noise}{_article(markdown)}{noise}</body></html>"


def docusaurus(markdown: str = MARKDOWN, noise: str = "") -> str:
    """Much around it, signs that link to headings, highlighted code."""
    import re

    article = re.sub(
        r"<h([23])>(.*?)</h\1>",
        rf'<h\1 class="anchor" id="x">\2<a href="#x" class="hash-link" >{MARK}</a></h\1>',
        _article(markdown),
    )
    return (
        '<!doctype html><html class="docs-wrapper"><head><title>Parcels API</title><script>a=1</script></head>'
        '<body class="navigation-with-keyboard"><div role="region" aria-label="Skip to main content">'
        '<a class="skipToContent_x" href="#m">Skip to main content</a></div>'
        f'<nav class="navbar"><a>Docs</a><a>Blog</a>{noise}</nav><div id="__docusaurus"><div class="main-wrapper">'
        '<aside class="theme-doc-sidebar-container"><ul><li><a>GET /elsewhere</a></li></ul></aside>'
        f'<main><nav class="theme-doc-breadcrumbs">Home</nav><article><div class="markdown">{article}</div>'
        f'<footer class="theme-doc-footer"><a>Edit this page</a>{noise}</footer></article>'
        '<nav class="pagination-nav"><a>Next</a></nav><div class="table-of-contents"><a>Errors</a></div></main>'
        "</div></div><footer>Copyright © 2026</footer></body></html>"
    )


def mintlify(markdown: str = MARKDOWN, noise: str = "") -> str:
    """Everything is a div with classes that say how it looks."""
    return (
        '<!DOCTYPE html><html lang="en"><head><title>Parcels API - Parcels</title></head><body>'
        '<div id="navbar" class="z-30 fixed lg:sticky"><a>Dashboard</a><button>Search...</button></div>'
        '<div id="sidebar"><ul><li><a>Introduction</a></li><li><a>POST Send</a></li></ul></div>'
        f'<div id="content-area"><div class="mdx-content prose">{_article(markdown)}</div>{noise}'
        '<div class="feedback-toolbar"><p>Was this page helpful?</p><button>Yes</button></div>'
        '<div id="pagination"><a>Next</a></div></div><div id="toc"><p>On this page</p></div></body></html>'
    )


def readme(markdown: str = MARKDOWN, noise: str = "") -> str:
    """Headings in headers, buttons that unfold, a form to try things out."""
    return (
        '<!DOCTYPE html><html><head><title>Parcels</title></head><body><div id="ssr-main"><header class="rm-Header">'
        '<a>Home</a><button>Log In</button></header><div class="rm-Container"><nav class="rm-Sidebar">Guides</nav>'
        f'<article class="rm-Article"><div class="rm-Markdown">{_article(markdown)}</div>'
        f'<div class="UpdatedAt"><time datetime="2026-01-01">8 days ago</time></div>{noise}</article>'
        "</div></div></body></html>"
    )


SITES = {"plain": plain, "docusaurus": docusaurus, "mintlify": mintlify, "readme": readme}
