"""`UNSET` is one object, falsy, and survives copying and pickling."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from generator.runtime.util.unset import UNSET, Unset

ROOT = Path(__file__).parents[3]


def test_unset_is_falsy_and_says_its_name():
    """``if value`` skips it."""
    assert not UNSET
    assert repr(UNSET) == str(UNSET) == "UNSET"
    assert isinstance(UNSET, Unset)


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_unset_survives_as_the_same_object(again):
    """Copies and pickles of it are the same object, so that ``is`` works everywhere."""
    assert again(UNSET) is UNSET
    assert again({"a": [UNSET]})["a"][0] is UNSET


@pytest.mark.parametrize("module", ["util.unset", "diagnostics.drift", "protocol.parameters", "features.webhooks"])
def test_modules_that_every_call_needs_are_cheap_to_import(module):
    """None of them imports attrs, httpx or large parts of the standard library."""
    heavy = "attr attrs httpx inspect email urllib.parse uuid decimal json ast hmac hashlib dataclasses asyncio"
    code = f"import sys, generator.runtime.{module}; print([m for m in {heavy.split()} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.strip() == "[]"
