"""Documents as nobody should write them, chosen by what they reach: a package, or one line of a `GeneratorError`.

    python -m tests.sweeps.fuzz.run [SECONDS]

Atheris watches which branches of the loader, the normalizer, the engine's wrapper, the plan and the renderer run, and
prefers inputs that reach new ones. Three of four change small valid documents (seeds.py); the fourth is text as it
comes, for the loader. Any other exception, an error of several lines, or a construct that no template makes ends the
run, which leaves its input in .cache/fuzz/. The default is 20 minutes.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from pathlib import Path

try:
    import atheris
except ImportError:
    sys.exit("atheris is not installed; make fuzz installs it")

with atheris.instrument_imports(include=["generator"]):
    from generator.documents import document
    from generator.errors import GeneratorError
    from tests.sweeps.fuzz.mutations import mutated
    from tests.sweeps.fuzz.seeds import SEEDS
    from tests.sweeps.fuzz.target import complaint


def one(data: bytes) -> None:
    """One input; whatever it raises is a finding."""
    if data[:1] and data[0] % 4 == 0:
        refusal = refused(data[1:].decode("utf-8", "replace"))
        assert "\n" not in refusal, refusal
    else:
        complaint(mutated(SEEDS, data))


def refused(text: str) -> str:
    """What the loader has against *text*."""
    try:
        document.loads(text, where="fuzzed.yaml")
    except GeneratorError as error:
        return str(error)
    return ""


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 1200
    kept = Path(".cache/fuzz")
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as corpus:
        limits = "-max_len=128 -len_control=0 -timeout=60 -rss_limit_mb=4096 -print_final_stats=1".split()
        limits += [f"-max_total_time={seconds}", f"-artifact_prefix={kept}/"]
        atheris.Setup([sys.argv[0], *limits, corpus], one)
        atheris.Fuzz()
