"""Documents damaged at random, and large ones: compared or refused with one line, in time that grows with them."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.cli import main as cli
from generator.drift import ComparisonRefused, compare
from tests.drift.edits import crm, ref
from tests.shares import amount

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6)
    | st.sampled_from(["#", "#/paths", "#/components/schemas/Contact", "$ref", "object", "http://x", "~1", "#/a~2b"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["$ref", "type", "enum", "allOf", "items", "properties"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def comparable(document: Any) -> bool:
    """Whether *document* says that it is one of OpenAPI 3 and has something to compare: enough not to be refused."""
    if not isinstance(document, dict) or not str(document.get("openapi")).startswith("3."):
        return False
    return any(isinstance(document.get(key), dict) for key in ("paths", "webhooks", "components"))


def spots(value: Any) -> list[tuple[Any, Any]]:
    """Every container with each of its keys."""
    if not isinstance(value, dict | list):
        return []
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    return [(value, key) for key in keys] + [spot for key in keys for spot in spots(value[key])]


@st.composite
def damaged(draw: st.DrawFn) -> Any:
    """A document in which up to four values, keys or whole parts are something else."""
    document: Any = copy.deepcopy(crm())
    for _ in range(draw(st.integers(1, 4))):
        choice = draw(st.sampled_from(range(400)))
        found = spots(document)
        container, key = found[choice % len(found)]
        match draw(st.sampled_from(["replace", "remove", "rename", "swap"])):
            case "remove":
                del container[key]
            case "rename" if isinstance(container, dict):
                container[draw(st.sampled_from(["", "$ref", "type", "/", "x-a", "get"]))] = container.pop(key)
            case "swap":
                other, name = found[draw(st.sampled_from(range(400))) % len(found)]
                container[key] = copy.deepcopy(other[name]) if name in other or isinstance(name, int) else None
            case _:
                container[key] = draw(JUNK)
    return document


@settings(max_examples=amount(80, 300, 3000), deadline=None, suppress_health_check=list(HealthCheck))
@given(damaged(), damaged())
def test_damage_is_compared_or_refused(old: Any, new: Any) -> None:
    """Against the whole document and against other damage, either way round; refused is only what is no document."""
    for before, after in ((crm(), new), (new, crm()), (old, new)):
        if comparable(before) and comparable(after):
            found = json.loads(json.dumps(compare(before, after).to_json()))
            assert found["class"] == "no-change" or before != after
        else:
            with pytest.raises(ComparisonRefused):
                compare(before, after)


@settings(max_examples=amount(60, 200, 2000), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_damaged_files_are_one_line(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """By the command, bytes and all: a status that is promised, and never a traceback or a fault of ours."""
    folder = tmp_path_factory.mktemp("files")
    content = bytearray(json.dumps(crm()).encode())
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=4))
    (folder / "old.json").write_text(json.dumps(crm()))
    (folder / "new.json").write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        said: list[str] = []
        patch.setattr(cli, "_warn", lambda *lines: said.extend(lines))
        patch.setattr(cli, "_print", lambda *lines: None)
        status = cli.run(["diff", str(folder / "old.json"), str(folder / "new.json"), "--wire"])
    assert status in ((0, 1, 10) if _is_comparable(bytes(content)) else (0, 1, 2, 4, 10))
    assert status == 0 or json.dumps(crm()).encode() != content
    assert said or status not in (2, 4)
    assert not any("internal:" in line or "\n" in line for line in said), said


def _is_comparable(content: bytes) -> bool:
    """Whether *content* is JSON that says everything once, and `comparable`."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError
        return dict(pairs)

    try:
        return comparable(json.loads(content, object_pairs_hook=once))
    except ValueError:
        return False


def sized(operations: int) -> dict[str, Any]:
    """A document of about 2.5 kB an operation, whose schemas refer to each other as real ones do."""
    paths, schemas = {}, {}
    for number in range(operations):
        fields: dict[str, Any] = {
            f"field_{one}": {"type": "string", "description": f"Field {one} of thing {number}.", "maxLength": 50 + one}
            for one in range(20)
        }
        fields |= {"next": ref(f"Thing{(number + 1) % operations}"), "other": ref(f"Thing{(number * 7) % operations}")}
        schemas[f"Thing{number}"] = {"type": "object", "required": ["field_1"], "properties": fields}
        content = {"application/json": {"schema": ref(f"Thing{number}")}}
        paths[f"/things{number}/{{id}}"] = {
            "put": {
                "operationId": f"put_{number}",
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "requestBody": {"content": content},
                "responses": {"200": {"description": "fine", "content": content}},
            }
        }
    info = {"title": "Big", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": schemas}}


def walked(value: Any) -> int:
    """How many values there are in *value*."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum([walked(one) for one in inner])


def seconds(step: Callable[[], object]) -> float:
    """Of a processor, for the best of three: machines are shared, and noisy."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        step()
        best = min(best, time.process_time() - began)
    return best


def compared(operations: int, edits: int = 20) -> tuple[float, float]:
    """Seconds for a comparison with so many changes, and for looking at each value of both documents once."""
    old = sized(operations)
    new = copy.deepcopy(old)
    for number in range(0, operations, max(1, operations // edits)):
        schema = new["components"]["schemas"][f"Thing{number}"]["properties"]["field_3"]
        schema["maxLength"] = 5
    assert compare(old, new).wire == "breaking"
    return seconds(lambda: compare(old, new)), seconds(lambda: (walked(old), walked(new)))


def test_large_documents_take_no_longer_than_they_are_large() -> None:
    """Of 2.5 MB as long as it takes to look at each value fifty times, of 100 kB where the changes count for more,
    150 times; four times the size, not much more than four times the time."""
    large, times = amount(320, 1100, 1100), amount(80, 50, 50)
    small, quarter, whole = (compared(operations) for operations in (44, large // 4, large))
    assert len(json.dumps(sized(1100))) > 2_400_000
    assert len(json.dumps(sized(44))) > 100_000
    assert (small[0] < 150 * small[1], whole[0] < times * whole[1]) == (True, True), (small, quarter, whole)
    assert whole[0] < 8 * quarter[0]


def test_the_command_compares_documents_alone_when_told_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--wire` makes no packages, and says that nobody looked at code."""
    for name in ("old", "new"):
        (tmp_path / f"{name}.json").write_text(json.dumps({**crm(), "x": name}))
    words = ["diff", str(tmp_path / "old.json"), str(tmp_path / "new.json"), "--format", "json"]
    assert cli.run([*words, "--wire"]) == 10
    found = json.loads(capsys.readouterr().out)
    assert (found["wire"], found["source"], found["bump"]) == ("non-breaking", None, None)
