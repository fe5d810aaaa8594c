"""The text of one operation: its docstring, and its cells in `reference.md`."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from ...model.code import prose, sentence
from ...model.ir import Call
from ...specs.facts import ReconcileFact
from ..matching.error_classes import error_name
from ..matching.operation_facts import OperationFacts
from ..text.phrases import limit_text

REPEAT = {
    "safe": "safe to retry",
    "idempotent": "safe to retry",
    "once": "not retried once it may have arrived",
}


@frozen(kw_only=True)
class OperationText:
    """The parts of the text about one operation."""

    description: str
    """One sentence, then the rest of the document's description and the notes from facts."""
    raises: str
    """Sentence with the exceptions of documented statuses; empty where there are none."""
    summary: str
    """One line: cost, people, repetition, rate limit, provenance."""
    cost: str
    rate_class: str
    repetition: str
    errors: str
    """Documented statuses and their exceptions."""
    headers: str
    origin: str


def operation_text(facts: OperationFacts, key: str, addition: str = "") -> OperationText:
    """The text of one operation; *key* is the argument that carries its idempotency key, *addition* a last note."""
    notes = (facts.note, recipe(facts.recipe) if facts.recipe else "", addition)
    repetition, origin = _repetition(facts, key), _origin(facts)
    names = [(status, error_name(status)) for status in facts.statuses]
    parts = (*_costs(facts), repetition, _own_rate(facts), origin)
    line = " · ".join(part for part in parts if part)
    return OperationText(
        description=_description(facts, " ".join(note for note in notes if note)),
        raises=_raises(names, facts.error_classes),
        summary=line[:1].upper() + line[1:],
        cost=_cost(facts),
        rate_class=_rate_class(facts),
        repetition=repetition,
        errors=", ".join(f"{status} `{name}`" for status, name in names) or "none documented",
        headers=", ".join(f"`{name}`" for name in facts.headers),
        origin=origin or "not said",
    )


def method_doc(call: Call, text: OperationText, arguments: Sequence[tuple[str, str]]) -> str:
    """A method's docstring; *arguments* are (Python name, description)."""
    parts = [text.description]
    parts += ["\n".join(f"- *{name}*: {' '.join(prose(said).split())}" for name, said in arguments if prose(said))]
    parts += [text.raises]
    parts += ["Deprecated by the vendor." if call.deprecated else ""]
    parts += [text.summary]
    return "\n\n".join(part for part in parts if part)


def recipe(fact: ReconcileFact) -> str:
    """How to find out what was created when the response was lost."""
    guess = ", which is inferred, not documented" if fact.provenance == "inferred" else ""
    by = " and ".join(f"`{name}`" for name in fact.match)
    return (
        f"If its response is lost, `OutcomeUnknown.reconcile()` looks in `{fact.list}` for what was created since, "
        f"by {by}{guess}; the request is not sent again."
    )


def _description(facts: OperationFacts, note: str) -> str:
    call = facts.call
    summary = sentence(facts.summary or call.summary or call.description) or f"{call.method} {call.path}."
    rest = prose(call.description)
    rest = rest[len(summary) :].strip() if rest.startswith(summary) else "" if sentence(rest) == summary else rest
    return "\n\n".join(part for part in (summary, rest, prose(note)) if part)


def _raises(names: Sequence[tuple[int, str]], own: Sequence[str]) -> str:
    line = f"Raises {', '.join(f'`{name}` ({status})' for status, name in names)}." if names else ""
    more = f" More specific: {', '.join(f'`{name}`' for name in own)}." if own else ""
    return line + more


def _costs(facts: OperationFacts) -> tuple[str, ...]:
    """Credits and contacted people, for the docstring."""
    guess = ", inferred" if "credits" in facts.inferred else ""
    cost = {"": "", "free": f"free{guess}"}.get(facts.credits, f"spends credits ({facts.credits}{guess})")
    people = f"contacts real people{_guessed(facts, 'contacts_people')}" if facts.contacts_people else ""
    return cost, people


def _cost(facts: OperationFacts) -> str:
    """Credits and contacted people, for a table."""
    people = f"; contacts real people{_guessed(facts, 'contacts_people')}" if facts.contacts_people else ""
    return (f"{facts.credits}{_guessed(facts, 'credits')}" if facts.credits else "not documented") + people


def _rate_class(facts: OperationFacts) -> str:
    """The rate class, for a table."""
    rate = facts.rate
    if rate.limit is None:
        return "by plan" if rate.by_plan else "no limit documented"
    return f"{rate.name}: {limit_text(rate.limit)}{_guessed(facts, 'limit', 'that it applies here is inferred')}"


def _own_rate(facts: OperationFacts) -> str:
    """The rate limit that applies besides the default one."""
    rate = facts.rate
    guess = "; that it applies here is inferred" if "limit" in facts.inferred else ""
    if rate.limit is None or rate.name == "default":
        return ""
    return f"{rate.name} rate class ({limit_text(rate.limit)}{guess})"


def _repetition(facts: OperationFacts, key: str) -> str:
    """Whether the client retries it, in words."""
    words = f"safe to retry with the same `{key}`, generated when absent" if facts.keyed else REPEAT[facts.repeat.kind]
    return words + _guessed(facts, "class")


def _guessed(facts: OperationFacts, key: str, words: str = "inferred") -> str:
    """The addition to an inferred fact."""
    return f" ({words})" if key in facts.inferred else ""


def _origin(facts: OperationFacts) -> str:
    """Whether the operation is documented, and where."""
    if facts.call.provenance == "documented":
        return f"documented: {facts.source}" if facts.source else "documented"
    if facts.call.provenance == "inferred":
        return "inferred, not documented by the vendor"
    return facts.source
