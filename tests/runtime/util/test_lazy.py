"""Modules that have moved: errors that earlier versions pickled still load.

`old_pickles.json` was written by the package of commit ea9c865, whose `_runtime` was one flat folder; for each error it
has the message, the names of the attributes, and the pickle in base64.
"""

from __future__ import annotations

import base64
import importlib
import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from komos_client import errors
from komos_client._runtime import UNSET
from komos_client._runtime.diagnostics.drift import Misfit
from komos_client._runtime.error_details import Answer, Attempt, FieldError, SentRequest

OLD = json.loads((Path(__file__).parent / "old_pickles.json").read_text(encoding="utf-8"))
MOVED = ("circumstances", "drift", "unset")
ROOT = Path(__file__).parents[3]


def load(name: str) -> Any:
    return pickle.loads(base64.b64decode(OLD[name]["pickle"]))


@pytest.mark.parametrize("name", OLD)
def test_an_old_pickle_loads(name: str) -> None:
    """With its class, message and attributes."""
    error = load(name)
    assert type(error) is getattr(errors, name)
    assert str(error) == OLD[name]["message"]
    assert sorted(vars(error)) == OLD[name]["attributes"]
    assert json.dumps(error.to_dict())


def test_the_values_of_an_old_pickle_are_of_todays_classes() -> None:
    """Request, response, attempts, fields, misfits and `UNSET`."""
    limited, invalid, drift = load("RateLimited"), load("ValidationFailed"), load("DriftError")
    assert (type(limited.request), type(limited.response)) == (SentRequest, Answer)
    assert [type(attempt) for attempt in limited.attempts] == [Attempt, Attempt]
    assert invalid.errors == (FieldError("body.name", "field required"),)
    assert Misfit("unknown_field", "run.shiny") in drift.misfits
    assert (drift.value.extra, drift.value.inputs) == ({"shiny": 1}, UNSET)


def test_an_alias_imports_nothing_before_its_first_use() -> None:
    """Nor does it claim to be the module: `__file__`, say, is missing."""
    code = (
        "import sys, generator.runtime as runtime; old = sys.modules['generator.runtime.drift']\n"
        "assert not hasattr(old, '__file__')\n"
        "print('generator.runtime.diagnostics.drift' in sys.modules, old.Misfit('a', 'b'))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.strip() == "False a at b"


@pytest.mark.parametrize("name", MOVED)
def test_an_unknown_name_is_an_attribute_error(name: str) -> None:
    """As it is in a module."""
    alias = importlib.import_module(f"generator.runtime.{name}")
    with pytest.raises(AttributeError):
        _ = alias.nothing
