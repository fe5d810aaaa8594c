"""A comparison says how grave a difference is, in oasdiff's words and by sets, and says the same of the same."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from generator.drift import Comparison
from tests.drift.small import NUMBER, TEXT, answers, api, asks, drift, heads, only, takes, thing


@pytest.mark.parametrize(
    ("old", "new", "klass", "wire"),
    [
        (api(), api(), "no-change", "no-change"),
        (api(), api({"summary": "Make a thing"}), "docs-only", "docs-only"),
        (api({"operationId": "a"}), api({"operationId": "b"}), "non-breaking", "no-change"),
        (asks(TEXT), asks({**TEXT, "maxLength": 9}), "potentially-breaking", "breaking"),
        (asks({**NUMBER, "multipleOf": 5}), asks({**NUMBER, "multipleOf": 10}), "non-breaking", "breaking"),
        (answers(TEXT), answers({**TEXT, "maxLength": 9}), "non-breaking", "non-breaking"),
        (answers({"enum": ["a"]}), answers({"enum": ["a", "b"]}), "non-breaking", "breaking"),
        (heads({**NUMBER, "maximum": 5}), heads(NUMBER), "non-breaking", "breaking"),
        (takes({**TEXT, "default": "a"}), takes({**TEXT, "default": "b"}), "breaking", "potentially-breaking"),
        (
            api(servers=[{"url": "https://a"}]),
            api(servers=[{"url": "https://b"}]),
            "non-breaking",
            "potentially-breaking",
        ),
        (api({"x-internal": 1}), api({"x-internal": 2}), "non-breaking", "non-breaking"),
    ],
)
def test_class_is_by_levels_and_wire_by_sets(old: Any, new: Any, klass: str, wire: str) -> None:
    """oasdiff's levels make the class; what callers may send and must expect makes the verdict on the wire."""
    found = drift(old, new)
    assert (found.klass, found.wire) == (klass, wire)


def test_a_change_is_told_in_a_callers_words() -> None:
    """One sentence that names the place, with the values and the pointer into the new document."""
    change = only(takes({**TEXT, "maxLength": 9}), takes({**TEXT, "maxLength": 5}))
    assert change.text == "The query parameter `p` has `maxLength` decreased from 9 to 5."
    assert (change.operation, change.path, change.level) == ("POST", "/things", "ERR")
    assert (change.before, change.after) == (9, 5)
    assert change.pointer == "/paths/~1things/post/parameters/0/schema/maxLength"


def test_a_removal_points_into_the_old_document() -> None:
    """What is gone has no place in the new one."""
    change = only(answers(thing(a=TEXT, b=TEXT)), answers(thing(b=TEXT)))
    assert change.pointer.endswith("/schema/properties/a")


def test_json_has_the_promised_keys() -> None:
    """The shape that `diff --format json` prints, less what the caller adds."""
    found = drift(asks(TEXT), asks(NUMBER)).to_json()
    assert found.keys() == {"class", "wire", "changes"}
    keys = {"id", "level", "operation", "path", "pointer", "from", "to", "text", "wire", "fingerprint"}
    assert found["changes"][0].keys() == keys
    assert json.loads(json.dumps(found)) == found


def shuffled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: shuffled(value[key]) for key in reversed(value)}
    return [shuffled(item) for item in value] if isinstance(value, list) else value


def prints(found: Comparison) -> list[str]:
    return [change.fingerprint for change in found.changes]


def test_key_order_is_no_difference() -> None:
    """Neither between the documents nor in what is found."""
    old, new = asks(thing(a=TEXT, b=NUMBER)), asks(thing("a", a=NUMBER, b=NUMBER))
    assert drift(old, shuffled(old)).klass == "no-change"
    assert drift(old, new) == drift(shuffled(old), shuffled(new))


def test_a_fingerprint_survives_unrelated_edits() -> None:
    """So that a change accepted once stays accepted."""
    old, new = asks(thing(a=TEXT)), asks(thing(a=NUMBER))
    (known,) = prints(drift(old, new))
    for document in (old, new):
        document["paths"]["/others"] = {"get": {"responses": {}}}
    new["paths"]["/others"]["get"]["deprecated"] = True
    assert known in prints(drift(old, new))


def test_different_changes_have_different_fingerprints() -> None:
    """Also where the same happened to two properties."""
    found = prints(drift(asks(thing(a=TEXT, b=TEXT)), asks(thing(a=NUMBER, b=NUMBER))))
    assert len(set(found)) == len(found) == 2


def test_comparing_changes_neither_document() -> None:
    """Values in, value out."""
    old, new = asks({"anyOf": [TEXT, NUMBER]}), asks({"anyOf": [TEXT, {"type": "null"}]})
    before = copy.deepcopy((old, new))
    drift(old, new)
    assert (old, new) == before


def test_docs_are_pointed_at() -> None:
    """Where only words differ is said, once for each place."""
    found = drift(answers({**TEXT, "description": "a"}), answers({**TEXT, "description": "b"}))
    assert not found.changes
    assert found.docs[0].endswith("/schema/description")
