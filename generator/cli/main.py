"""The commands and their exit statuses. The only module that prints or exits.

Statuses: 0 in step, done, no drift · 1 stale, or drift at or above --fail-on · 2 error · 3 upstream unavailable ·
4 document refused · 10 drift below --fail-on. Each command imports its modules inside its function, so that a check
with nothing changed loads no parser, engine or HTTP client.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import traceback
from argparse import Namespace
from collections.abc import Callable, Generator, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from ..errors import FactsError, GeneratorError
from . import arguments, output

if TYPE_CHECKING:
    from ..drift import Comparison
    from ..drift.report import Report

DONE, STALE, ERROR, UNAVAILABLE, REFUSED, BELOW = 0, 1, 2, 3, 4, 10
MOST_SEVERE_FIRST = (ERROR, REFUSED, UNAVAILABLE, STALE, BELOW, DONE)
"""The status of a command with several results is the first of these."""
VERDICTS = ("no-change", "docs-only", "non-breaking", "potentially-breaking", "breaking")
FAIL_ON = {"breaking": "breaking", "additive": "non-breaking", "any": "docs-only"}


def main() -> NoReturn:
    """Run the command of this process and exit."""
    gc.set_threshold(5_000, 20, 20)  # documents are large and live long: frequent collections find nothing
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    status = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # the reader closed the pipe; without this, Python reports an error while it shuts down
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(status)


def run(words: Sequence[str]) -> int:
    """Run one command and return its status."""
    try:
        options = arguments.parse(words)
        return COMMANDS[options.command](options)
    except BrokenPipeError:
        return DONE
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001  (any error becomes one line and a status)
        return _report_error(error, debug="--debug" in words)


def _generate(options: Namespace) -> int:
    from ..packages import cache, workspace

    repository, everything = workspace.Repository(options.root), not options.api
    shared = cache.shared_key()
    outcomes: list[workspace.Outcome] = []
    failures: dict[str, GeneratorError] = {}
    for api in repository.apis(options.api):
        with _progress(f"{'checking' if options.check else 'generating'} {api} …"):
            try:
                outcome = workspace.sync_package(
                    repository, api, shared=shared, check=options.check, cached=options.cache
                )
            except GeneratorError as error:
                failures[api] = error
                continue
        outcomes.append(outcome)
        if options.format == "text":
            _print(output.outcome_line(outcome))
    orphans = (repository.orphans() if options.check else repository.sweep()) if everything else ()
    failures = repository.package_clashes() | failures
    if options.format == "json":
        _print(output.outcomes_json(outcomes, orphans, failures, mend=repository.command))
    elif options.check:
        _print(*output.stale_lines(outcomes, orphans, mend=repository.command))
    for outcome in outcomes:
        _warn(*(f"{outcome.api}: {warning}" for warning in outcome.warnings))
    statuses = [_report_error(error, debug=options.debug) for error in failures.values()]
    return _most_severe(
        [*statuses, STALE if options.check and (orphans or any(one.diff for one in outcomes)) else DONE]
    )


def _build(options: Namespace) -> int:
    if options.runtime_only is not None:
        return _replace_runtime(options.runtime_only)
    from time import perf_counter

    from ..files.tree import refuse_foreign
    from ..packages.pipeline import render_document

    refuse_foreign(options.output)
    with _progress(f"building {options.document.name} …"):
        remote = _read_url if options.allow_remote_refs else None
        made = render_document(options.document, package=options.package, facts_path=options.facts, remote=remote)
        counts = made.report["operations"]
        if counts["generated"] != counts["in_document"]:
            what = f"only {counts['generated']} of {counts['in_document']} operations could be generated"
            raise GeneratorError(str(options.document), what, "see the warnings above: " + "; ".join(made.warnings))
        started = perf_counter()
        made.tree.write(options.output)
    report = dict(made.report)
    report["seconds"] = {**report["seconds"], "write": round(perf_counter() - started, 4)}
    if options.report:
        options.report.write_text(output.as_json(report) + "\n", encoding="utf-8")
    _warn(*made.warnings)
    seconds = sum(report["seconds"].values())
    counted = f"{made.operations} operations  {made.models} models  {len(made.tree.files)} files"
    _print(f"{counted}  {seconds:.2f} s  {options.output}")
    return DONE


def _replace_runtime(directory: Path) -> int:
    from ..packages.runtime_only import replace_runtime

    _print(output.runtime_line(replace_runtime(directory)))
    return DONE


def _read_url(url: str) -> Any:
    """The JSON value at *url*."""
    from ..documents.document import loads
    from ..upstream.fetch import ResourceKind, get

    response = get(url, kind=ResourceKind(accept="application/json", configured_in="the reference to it"))
    assert response is not None
    return loads(response.body, where=url)


def _fetch(options: Namespace) -> int:
    from ..packages.workspace import Repository
    from ..specs import sources
    from ..upstream import pages
    from ..upstream.document import accept, has_upstream

    repository = Repository(options.root)

    def fetch(api: str) -> int:
        directory = repository.specs / api
        if sources.has_sources(directory) and (
            not has_upstream(directory) or (options.source and pages.is_page_source(directory, options.source))
        ):
            if not options.api:
                _print(f"{api:<12}  written by hand: read its pages, then accept them by name: clientgen fetch {api}")
                return DONE
            with _progress(f"fetching the pages of {api} …"):
                accepted_pages = pages.accept(directory, options.source)
            _print(*output.accepted_pages_lines(api, accepted_pages))
            return DONE
        if not (options.api or has_upstream(directory)):
            _print(f"{api:<12}  written by hand: nothing to fetch")
            return DONE
        with _progress(f"fetching {api} …"):
            accepted = accept(directory, options.source)
        change = f": {accepted.before} → {accepted.operations} operations; now {repository.command}"
        _print(f"{api:<12}  {accepted.state}{change if accepted.state == 'accepted' else ''}")
        return DONE

    return _run_each(_check_source(repository.apis(options.api), options), fetch, options)


def _drift(options: Namespace) -> int:
    from ..drift.report import Report, render_all
    from ..packages.workspace import Repository

    repository = Repository(options.root)
    chosen = _check_source(repository.apis(options.api), options)
    comparisons = {
        title: compare for api in chosen for title, compare in _comparisons(api, repository.specs / api, options)
    }
    reports: list[Report] = []

    def drift(title: str) -> int:
        try:
            with _progress(f"comparing {title} …"):
                report = comparisons[title]()
        except (GeneratorError, OSError) as error:
            reports.append(Report(title=title, error=str(error)))
            raise
        if report is None:
            _print(*([f"{title}: new since {options.against}"] if options.format == "text" else []))
            return DONE
        reports.append(report)
        if options.format == "text":
            _print(render_all([report], "text"))
        return _status(report.comparison, options.fail_on)

    status = _run_each(comparisons, drift, options)
    if options.format != "text":
        _print(render_all(reports, options.format))
    return status


def _comparisons(api: str, directory: Path, options: Namespace) -> list[tuple[str, Callable[[], Report | None]]]:
    """The comparisons for one API, by title: its document, the pages that it is written from, or both.

    The result of a comparison is None for a document that did not exist at the revision to compare with.
    """
    from ..release import reports
    from ..release.judge import judge
    from ..specs import facts, sources
    from ..upstream import pages
    from ..upstream.document import existed_at, has_upstream, old_and_new

    def document() -> Report | None:
        if options.against and not existed_at(directory, options.against):
            return None
        judged = judge(*old_and_new(directory, options.source, options.against), facts.read(directory))
        _warn(*output.not_compared_lines(judged))
        return reports.snapshot_report(api, judged.comparison, directory, judged.impact(reports.version(directory)))

    saved = bool(options.source) and pages.is_page_source(directory, options.source)
    found: list[tuple[str, Callable[[], Report | None]]] = []
    if not (saved or options.pages) and (options.source or options.against or has_upstream(directory)):
        found.append((api, document))
    watched = sources.has_sources(directory) and not (options.source or options.against)
    if saved or watched or (options.pages and options.api):
        title = f"{api} pages" if found else api
        found.append(
            (title, lambda: reports.pages_report(title, pages.compare_pages(directory, options.source), directory))
        )
    return found if found or options.pages else [(api, document)]


def _diff(options: Namespace) -> int:
    from ..documents.bundle import bundle
    from ..drift import compare
    from ..drift.report import render_one
    from ..release.reports import comparison_report

    title, impact = f"{options.old.name} → {options.new.name}", None
    with _progress(f"comparing {title} …"):
        old, new = bundle(options.old), bundle(options.new)
        if options.wire:
            comparison = compare(old, new)
        else:
            from ..release.judge import judge

            judged = judge(old, new)
            comparison, impact = judged.comparison, judged.impact()
            _warn(*output.not_compared_lines(judged))
        report = comparison_report(title, comparison, options.new, impact=impact)
    _print(render_one(report, options.format))
    return _status(comparison, options.fail_on)


def _schema(_: Namespace) -> int:
    from ..drift.report import json_format

    _print(json_format.schema().rstrip())
    return DONE


def _update(options: Namespace) -> int:
    from ..files.git import Git
    from ..packages.workspace import Repository
    from ..release.update import read_state, update

    repository = Repository(options.root)

    def update_api(api: str) -> int:
        paths = (f"specs/{api}", f"generated/{api}")
        with _progress(f"updating {api} …"):
            with Git(repository.root).files(options.against, *paths) as released:
                before = read_state(Repository(released), api)
            made = update(repository, api, before, options.source)
        _print(output.update_line(made))
        _warn(*(f"{api}: {warning}" for warning in made.warnings))
        return DONE

    return _run_each(_check_source(repository.apis(options.api), options), update_api, options)


def _propose(options: Namespace) -> int:
    from ..packages.workspace import Repository
    from ..release.proposal import Proposal
    from ..release.propose import Target, propose
    from ..upstream.document import has_upstream

    repository = Repository(options.root)
    target = Target(base=options.base, remote=options.remote, test=options.test, dry_run=options.dry_run)
    made: list[Proposal] = []
    failed: dict[str, str] = {}

    def propose_api(api: str) -> int:
        if not (options.source or has_upstream(repository.specs / api)):
            return DONE
        try:
            with _progress(f"proposing {api} …"):
                made.append(propose(repository, api, target, options.source))
        except (GeneratorError, OSError) as error:
            failed[api] = str(error)
            raise
        if options.format == "text":
            _print(output.proposal_line(made[-1]))
        return DONE

    status = _run_each(_check_source(repository.apis(options.api), options), propose_api, options)
    if options.format == "json":
        _print(output.proposals_json(made, failed))
    return status


def _run_each(apis: Iterable[str], command: Callable[[str], int], options: Namespace) -> int:
    """Run *command* for each of *apis*, also after a failure, and return the most severe status."""
    statuses: list[int] = []
    for api in apis:
        try:
            statuses.append(command(api))
        except (GeneratorError, OSError) as error:
            statuses.append(_report_error(error, debug=options.debug))
    return _most_severe(statuses)


def _check_source(apis: Sequence[str], options: Namespace) -> Sequence[str]:
    if options.source and len(apis) > 1:
        raise FactsError("--from", f"is one document for {len(apis)} APIs", f"name one of {', '.join(apis)}")
    return apis


def _status(comparison: Comparison, fail_on: str) -> int:
    """The status for the more severe of the two impact, by oasdiff's classes and on the wire."""
    severity = max(VERDICTS.index(comparison.klass), VERDICTS.index(comparison.wire))
    return STALE if severity >= VERDICTS.index(FAIL_ON[fail_on]) else BELOW if severity else DONE


def _most_severe(statuses: Iterable[int]) -> int:
    return min(statuses, key=MOST_SEVERE_FIRST.index, default=DONE)


COMMANDS = {
    "generate": _generate, "build": _build, "fetch": _fetch, "drift": _drift, "diff": _diff, "schema": _schema,
    "update": _update, "propose": _propose,
}  # fmt: skip


def _print(*lines: str) -> None:
    for line in lines:
        print(line)


def _warn(*lines: str) -> None:
    for line in lines:
        print(f"clientgen: {line.replace(f'{Path.cwd()}/', '')}", file=sys.stderr)


def _report_error(error: Exception, *, debug: bool) -> int:
    """Print *error* in one line and return its status."""
    if debug:
        traceback.print_exception(error)
    if isinstance(error, GeneratorError):
        _warn(str(error))
        return error.status
    if isinstance(error, OSError) and error.filename:
        _warn(f"{error.filename}: {error.strerror}")
        return ERROR
    what = " ".join(f"{type(error).__name__}: {error}".split())
    _warn(f"internal: {what}; this is our fault, not yours: run it again with --debug and report it")
    return ERROR


@contextlib.contextmanager
def _progress(text: str) -> Generator[None]:
    """Show *text* on a terminal while the block runs."""
    if not sys.stderr.isatty():
        yield
        return
    print(text, end="", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
