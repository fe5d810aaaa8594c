"""What the ``webhooks`` resource is told: how deliveries are signed, and what they may hold."""

from __future__ import annotations

from ...model.code import Code, prose
from ...model.ir import Parsed
from ...model.type_ref import ANY, MapOf, names, text, union
from ...runtime.facts import Signature
from ...specs.facts import WebhookFact
from ..plan_values import Hooks
from ..text.expressions import expression


def hooks(fact: WebhookFact | None, parsed: Parsed, known: frozenset[str]) -> Hooks | None:
    """None where facts know of no signature."""
    if fact is None:
        return None
    payloads = dict.fromkeys(event.type for event in parsed.events)
    models = sorted(frozenset[str]().union(*(names(one) for one in payloads)) & known)
    doc = "\n\n".join(
        part
        for part in (
            "Deliveries that the vendor sends: verify them, read them.",
            prose(fact.note),
            f"Documented: {fact.source}" if fact.source else "",
        )
        if part
    )
    return Hooks(
        signature=expression(
            Signature,
            fact.signature_header,
            fact.event_header,
            timestamp=fact.timestamp,
            digest=fact.digest,
            separator=fact.separator,
            pepper=fact.pepper,
        ),
        models=tuple(Code(name) for name in models),
        payload=text(union([*payloads, MapOf(ANY)])),
        doc=doc,
    )
