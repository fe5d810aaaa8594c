"""As JUnit XML: a case for each change, failed where callers break, readable by any parser."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

from generator.drift import Comparison
from generator.drift.report import Report, render, render_all, report
from tests.drift.report.sample import COMPARISON, accepting, attacked, everyday


def suite(text: str) -> Element:
    found = fromstring(text.encode()).find("testsuite")
    assert found is not None
    return found


def test_what_breaks_fails() -> None:
    """And only that: a pipeline turns red for what matters."""
    found = suite(everyday("junit"))
    failed = [case.get("classname") for case in found if case.find("failure") is not None]
    assert failed == ["GET /things", "DELETE /things/{id}"]


def test_counts_are_true() -> None:
    """Dashboards add them up without looking inside."""
    reports = [
        report(COMPARISON, title="a", acceptance=accepting(COMPARISON, "why")),
        report(Comparison(), title="b"),
        Report(title="c", error="gone"),
    ]
    root = fromstring(render_all(reports, "junit").encode())
    for count, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert [int(one.get(count, "-1")) for one in root] == [len([*one.iter(tag)]) for one in root]
        assert int(root.get(count, "-1")) == len([*root.iter(tag)])


def test_no_change_is_a_case_that_passes() -> None:
    """A suite without cases looks like one that did not run."""
    assert len(suite(render(Comparison(), "junit", title="t"))) == 1


def test_accepted_changes_are_skipped() -> None:
    """With the reason, where reports show it."""
    found = suite(render(COMPARISON, "junit", title="t", acceptance=accepting(COMPARISON, "why"))).find(
        "testcase/skipped"
    )
    assert found is not None
    assert found.get("message") == "accepted until 2027-01-01: why"


def test_any_text_makes_well_formed_xml() -> None:
    """No character that XML forbids, no tag that a document brought."""
    found = suite(attacked("junit"))
    known = {"testsuite", "testcase", "failure", "system-out", "skipped"}
    assert {element.tag for element in found.iter()} <= known
