"""The ``webhooks`` resource: signature and payloads of deliveries."""

from __future__ import annotations

from ...model.code import Code, prose
from ...model.ir import Parsed
from ...model.type_ref import ANY, MapOf, names, text, union
from ...runtime.facts import Signature
from ...specs.facts import WebhookFact
from ..plan_values import WebhookPlan
from ..text.expressions import expression


def webhooks(fact: WebhookFact | None, parsed: Parsed, known: frozenset[str]) -> WebhookPlan | None:
    """The resource; None where facts have no signature."""
    if fact is None:
        return None
    payloads = dict.fromkeys(event.type for event in parsed.events)
    models = sorted(frozenset[str]().union(*(names(one) for one in payloads)) & known)
    doc = "\n\n".join(
        part
        for part in (
            "The vendor's webhook deliveries: verify, read and sign them.",
            prose(fact.note),
            f"Documented: {fact.source}" if fact.source else "",
        )
        if part
    )
    return WebhookPlan(
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
