"""The report as JUnit XML: a test suite per comparison, and a test case per change, failed if it is breaking."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ..change import Change
from .contents import WHOLE_API, WORDS, Report, counts_text, grouped, verdict_of, where
from .escaping import xml


def render(reports: Sequence[Report]) -> str:
    """Render *reports* as one document."""
    root = Element("testsuites", name="drift")
    for report in reports:
        _suite(root, report)
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode")


def _suite(root: Element, report: Report) -> None:
    suite = SubElement(root, "testsuite", name=xml(report.title))
    groups = grouped(report.comparison.changes)
    for group in groups:
        for change in group.changes:
            _case(suite, report, change)
    for change, entry in report.acceptance.accepted if report.acceptance else ():
        SubElement(_empty(suite, change), "skipped", message=xml(f"accepted until {entry.until}: {entry.reason}"))
    if report.error:
        SubElement(_empty(suite), "error", message=xml(report.error), type="not-compared")
    elif not groups:
        SubElement(_empty(suite), "system-out").text = xml(counts_text(report))
    suite.set("tests", str(len(suite)))
    for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(count, str(len(suite.findall(f"testcase/{tag}"))))


def _case(suite: Element, report: Report, change: Change) -> None:
    case = _empty(suite, change)
    if report.path:
        case.set("file", xml(report.path))
        case.set("line", str(report.lines.get(change.pointer, 1)))
    notes = (
        WORDS[verdict_of(change)],
        change.id,
        report.position(change),
        change.pointer,
        f"accept: {change.fingerprint}",
    )
    words = xml(" · ".join(note for note in notes if note))
    if verdict_of(change) == "breaking":
        SubElement(case, "failure", message=xml(change.text), type=xml(change.id)).text = words
    else:
        SubElement(case, "system-out").text = words


def _empty(suite: Element, change: Change | None = None) -> Element:
    if change is None:
        return SubElement(suite, "testcase", classname=WHOLE_API, name="comparison", time="0")
    return SubElement(
        suite, "testcase", classname=xml(where(change)), name=xml(f"{change.text} [{change.id}]"), time="0"
    )
