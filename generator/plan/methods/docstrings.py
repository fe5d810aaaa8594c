"""What generated code says in words: docstrings of methods and models, and the facts line that ends them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...model.code import prose, sentence
from ...model.ir import Call, Field, Parameter
from ...specs.facts import Api, LimitFact, OperationFact, ReconcileFact

ERRORS = {
    400: "BadRequest",
    401: "Unauthorized",
    402: "PaymentRequired",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    422: "ValidationFailed",
    429: "RateLimited",
}
"""Status → the runtime's exception; 5xx is ServerError, any other StatusError."""

REPEAT = {
    "safe": "safe to repeat",
    "idempotent": "safe to repeat",
    "once": "never sent again once it may have arrived",
}


def error_class(status: int) -> str:
    """The exception that *status* raises."""
    return ERRORS.get(status) or ("ServerError" if status >= 500 else "StatusError")


def statuses(call: Call, api: Api) -> tuple[int, ...]:
    """The documented error statuses, ascending."""
    known = {int(one.status) for one in call.answers if one.status.isdigit()}
    return tuple(sorted(status for status in known | set(api.statuses) if status >= 400))


def method(
    call: Call, fact: OperationFact, api: Api, arguments: Sequence[tuple[str, str]], repeat: str, key: str
) -> str:
    """A method's docstring; *arguments* are (Python name, description)."""
    parts = [description(call, fact)]
    parts += ["\n".join(f"- *{name}*: {' '.join(prose(text).split())}" for name, text in arguments if prose(text))]
    parts += [_raises(call, api)]
    parts += ["Deprecated by the vendor." if call.deprecated else ""]
    parts += [facts_line(call, fact, api, repeat, key)]
    return "\n\n".join(part for part in parts if part)


def description(call: Call, fact: OperationFact) -> str:
    """One sentence, then what the document and the facts add to it."""
    summary = sentence(fact.summary or call.summary or call.description) or f"{call.method} {call.path}."
    rest = prose(call.description)
    rest = rest[len(summary) :].strip() if rest.startswith(summary) else "" if sentence(rest) == summary else rest
    return "\n\n".join(part for part in (summary, rest, prose(fact.note or "")) if part)


def _raises(call: Call, api: Api) -> str:
    codes = statuses(call, api)
    special = [error.raises for error in api.errors if error.status in codes and error.raises not in ERRORS.values()]
    names = [f"`{error_class(code)}` ({code})" for code in codes]
    line = f"Raises {', '.join(names)}." if names else ""
    more = f" Of these, {', '.join(f'`{name}`' for name in special)} can be told apart." if special else ""
    return line + more


def facts_line(call: Call, fact: OperationFact, api: Api, repeat: str, key: str) -> str:
    """Cost · people · repetition · rate · provenance."""
    parts = (*costs(fact), repetition(repeat, key, fact), rate(api, fact), origin(call, fact))
    line = " · ".join(part for part in parts if part)
    return line[:1].upper() + line[1:]


def costs(fact: OperationFact) -> tuple[str, ...]:
    """What the call spends, and whom it reaches."""
    guess = ", inferred" if "credits" in fact.inferred else ""
    cost = {None: "", "": "", "free": f"free{guess}"}.get(fact.credits, f"spends credits ({fact.credits}{guess})")
    people = f"contacts real people{_guessed(fact, 'contacts_people')}" if fact.contacts_people else ""
    return tuple(part for part in (cost, people) if part)


def cost(fact: OperationFact) -> str:
    """The same for a table: the vendor's words alone, or that there are none."""
    people = f"; contacts real people{_guessed(fact, 'contacts_people')}" if fact.contacts_people else ""
    return (f"{fact.credits}{_guessed(fact, 'credits')}" if fact.credits else "not documented") + people


def rate_class(api: Api, fact: OperationFact) -> str:
    """The rate class for a table."""
    limit = api.limits.get(fact.limit or "default")
    if limit is None:
        return "by plan" if api.plans else "no limit documented"
    return (
        f"{fact.limit or 'default'}: {limit_text(limit)}{_guessed(fact, 'limit', 'that it applies here is inferred')}"
    )


def repetition(repeat: str, key: str, fact: OperationFact) -> str:
    """Whether the client may send it again by itself."""
    words = f"safe to repeat with the same `{key}`, minted when absent" if repeat == "keyed" else REPEAT[repeat]
    return words + _guessed(fact, "class")


def recipe(fact: ReconcileFact) -> str:
    """How to find out what became of a create whose answer was lost."""
    guess = ", which is inferred, not documented" if fact.provenance == "inferred" else ""
    by = " and ".join(f"`{name}`" for name in fact.match)
    return (
        f"When its answer is lost, `reconcile()` of the `OutcomeUnknown` looks in `{fact.list}` for what was made "
        f"since, by {by}{guess}; nothing is sent again."
    )


def rate(api: Api, fact: OperationFact) -> str:
    """The rate budget it draws from, besides the default one."""
    limit = api.limits.get(fact.limit or "")
    guess = "; that it applies here is inferred" if "limit" in fact.inferred else ""
    return f"{fact.limit} rate class ({limit_text(limit)}{guess})" if limit and fact.limit != "default" else ""


def _guessed(fact: OperationFact, key: str, words: str = "inferred") -> str:
    """What to add to a fact that no page of the vendor states."""
    return f" ({words})" if key in fact.inferred else ""


def limit_text(limit: LimitFact) -> str:
    """``20 requests per minute``."""
    per = {1.0: "second", 60.0: "minute", 3600.0: "hour", 86400.0: "day"}.get(
        float(limit.per), f"{limit.per:g} seconds"
    )
    burst = f", bursts of {limit.burst:,}" if limit.burst else ""
    return f"{limit.requests:,} requests per {per}{burst}"


def origin(call: Call, fact: OperationFact) -> str:
    """Who says that this operation exists."""
    source = fact.source or call.source
    if call.provenance == "documented":
        return f"documented: {source}" if source else "documented"
    if call.provenance == "inferred":
        return "inferred, not documented by the vendor"
    return source


def headers(call: Call, api: Api) -> str:
    """The documented headers of successful answers, those excepted that the client minds by itself."""
    good = (one for one in call.answers if one.status.startswith(("2", "default")))
    names = dict.fromkeys(name.lower() for one in good for name, _ in one.headers)
    minded = api.version.header.lower() if api.version else ""
    return ", ".join(f"`{name}`" for name in names if name != minded and "ratelimit" not in name.replace("-", ""))


def parameter(one: Parameter | Field) -> str:
    """One argument's description, with what the caller must know beside it."""
    text = " ".join(prose(one.description).split())
    if text and text[-1] not in ".!?":
        text += "."
    bounds = constraints(one.constraints)
    notes = [f"{bounds[:1].upper()}{bounds[1:]}." if bounds else ""]
    if isinstance(one, Parameter) and one.default is not None:
        notes.append(f"The server assumes {one.default!r}.")
    notes.append("Deprecated." if one.deprecated else "")
    return " ".join(part for part in (text, *notes) if part)


def constraints(known: Mapping[str, Any]) -> str:
    """What a value must keep that its type does not say: ``1 to 100``, ``at most 1,024 characters``."""
    ranges = (("minimum", "maximum", ""), ("minLength", "maxLength", " characters"), ("minItems", "maxItems", " items"))
    return ", ".join(phrase for low, high, unit in ranges if (phrase := _range(known.get(low), known.get(high), unit)))


def _range(low: Any, high: Any, unit: str) -> str:
    least, most = (f"{bound:,}" if isinstance(bound, (int, float)) else "" for bound in (low, high))
    if least and most:
        return f"{least} to {most}{unit}"
    if most:
        return f"at most {most}{unit}"
    return f"at least {least}{unit}" if least and low else ""
