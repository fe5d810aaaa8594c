"""Whether a thing is what a request asked for, as far as both show it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from .guards import is_array, is_object

Likeness = Literal["yes", "perhaps", "no"]


def alike(sent: Any, shown: Any, fields: Iterable[str]) -> Likeness:
    """Hold *shown*, a thing as JSON, against *sent*, a request's body, in the *fields* that both should share.

    A server may fill in defaults, trim texts or leave a field out: that is ``perhaps``, for ``no`` must be certain.
    """
    if not is_object(sent) or not is_object(shown):
        return "perhaps"
    verdicts = [_alike(sent.get(name), shown.get(name)) for name in fields]
    return "no" if "no" in verdicts else "perhaps" if "perhaps" in verdicts or not verdicts else "yes"


def _alike(sent: Any, shown: Any) -> Likeness:
    if sent is None or shown is None:
        return "yes" if _empty(sent) and _empty(shown) else "perhaps"
    if is_object(sent) and is_object(shown):
        verdicts = [_alike(value, shown.get(name)) for name, value in sent.items()]
        more = [name for name, value in shown.items() if name not in sent and not _empty(value)]
        if "no" in verdicts or (more and any(name not in shown for name in sent)):
            return "no"  # other names are other things; a server adds, or leaves out, but hardly both
        return "perhaps" if more or "perhaps" in verdicts else "yes"
    if is_array(sent) and is_array(shown):
        if len(sent) != len(shown):
            return "no"
        verdicts = [_alike(one, other) for one, other in zip(sent, shown, strict=True)]
        return "no" if "no" in verdicts else "perhaps" if "perhaps" in verdicts else "yes"
    if isinstance(sent, str) and isinstance(shown, str):
        return "yes" if sent == shown else "perhaps" if _bare(sent) == _bare(shown) else "no"
    if isinstance(sent, bool) == isinstance(shown, bool) and sent == shown:
        return "yes"
    return "no" if type(sent) is type(shown) else "perhaps"  # an API may write a number as text


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _bare(text: str) -> str:
    return "".join(text.split()).casefold()
