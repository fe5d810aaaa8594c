"""Rules for security: the requirements of the API and of operations, and the security schemes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ...documents.json_values import listing
from ..change import Effect
from ..diff.context import DiffContext
from ..diff.document_pair import Json, NodePair, as_object
from .schema_changes import quoted_list

_Requirement = dict[str, tuple[str, ...]]
"""Name of a security scheme → the required scopes; all schemes of one requirement are needed together."""
_SCHEME_KEYS: Final = ("type", "flows", "name", "in", "scheme")
_FLOW_KEYS: Final = ("authorizationUrl", "tokenUrl", "scopes")


def check_api(context: DiffContext) -> None:
    """Add the changes of the API's security requirements and of its security schemes."""
    roots = [dict(document.root) for document in (context.documents.old, context.documents.new)]
    old, new = (listing(root.get("security")) for root in roots)
    _check_requirements(context, old, new, "api-global-security", _effect(old, new), "/security", "the API")
    old_schemes, new_schemes = (as_object(as_object(root.get("components")).get("securitySchemes")) for root in roots)
    _check_schemes(context, old_schemes, new_schemes)


def check_operation(context: DiffContext, pair: NodePair) -> None:
    """Add the changes of the security requirements of one operation."""
    before, after = pair.old["security"], pair.new["security"]
    if before == after:
        return
    documents = context.documents
    defaults = [listing(document.root.get("security")) for document in (documents.old, documents.new)]
    effective = [
        listing(own) if own is not None else default for own, default in zip((before, after), defaults, strict=True)
    ]
    effect, at = _effect(*effective), pair.new.pointer + "/security"
    _check_requirements(context, listing(before), listing(after), "api-security", effect, at, "the endpoint")


def _requirements(values: list[Any]) -> list[_Requirement]:
    return [
        {name: tuple(sorted(map(str, listing(scopes)))) for name, scopes in as_object(value).items()}
        for value in values
    ]


def _effect(old: list[Any], new: list[Any]) -> Effect:
    """`widens` when credentials for any of the *old* requirements satisfy one of the *new* ones, else `narrows`."""

    def satisfies(given: _Requirement, required: _Requirement) -> bool:
        return all(name in given and set(scopes) <= set(given[name]) for name, scopes in required.items())

    before, after = _requirements(old) or [{}], _requirements(new) or [{}]
    return "widens" if all(any(satisfies(given, required) for required in after) for given in before) else "narrows"


def _check_requirements(
    context: DiffContext, old: list[Any], new: list[Any], id_prefix: str, effect: Effect, at: str, subject: str
) -> None:
    removed, added = _requirements(old), _requirements(new)
    for same in [one for one in removed if one in added]:
        if same in removed and same in added:
            removed.remove(same)
            added.remove(same)
    for one in list(removed):
        counterpart = next((other for other in added if other.keys() == one.keys()), None)
        if counterpart is not None:
            removed.remove(one)
            added.remove(counterpart)
            for event, scope, name in _changed_scopes(one, counterpart):
                verb = "now requires" if event == "added" else "no longer requires"
                phrase = f"{verb} the scope `{scope}` of `{name}`"
                context.add_change(f"{id_prefix}-scope-{event}", effect, phrase, at=at, subject=subject, after=scope)
    for event, requirements, verb in (
        ("added", added, "may now be called with"),
        ("removed", removed, "may no longer be called with"),
    ):
        for one in requirements:
            if one or id_prefix == "api-global-security":
                phrase = f"{verb} {' and '.join(sorted(one)) or 'no credentials'}"
                context.add_change(f"{id_prefix}-{event}", effect, phrase, at=at, subject=subject, after=sorted(one))


def _changed_scopes(old: _Requirement, new: _Requirement) -> Iterator[tuple[str, str, str]]:
    """Event, scope and name of the security scheme, for each scope added or removed."""
    for name in sorted(old):
        yield from (("added", scope, name) for scope in new[name] if scope not in old[name])
        yield from (("removed", scope, name) for scope in old[name] if scope not in new[name])


def _check_schemes(context: DiffContext, old: Json, new: Json) -> None:
    pointer, id_prefix = "/components/securitySchemes", "api-security-component"
    for name in sorted(new.keys() - old.keys()):
        at, subject = f"{pointer}/{name}", _scheme_subject(name)
        context.add_change(f"{id_prefix}-added", "same", "was added", at=at, subject=subject, after=name)
    for name in sorted(old.keys() - new.keys()):
        at, subject = f"{pointer}/{name}", _scheme_subject(name)
        context.add_change(f"{id_prefix}-removed", "same", "was removed", at=at, subject=subject, before=name)
    for name in sorted(old.keys() & new.keys()):
        if not context.documents.same(old[name], new[name]):
            pair = context.documents.pair(old[name], new[name], f"{pointer}/{name}", f"{pointer}/{name}")
            _check_scheme(context.evolve(subject=_scheme_subject(name)), pair)


def _scheme_subject(name: str) -> str:
    return f"the security scheme `{name}`"


def _check_scheme(context: DiffContext, pair: NodePair) -> None:
    before, after = pair.old["type"], pair.new["type"]
    if before != after:
        id, phrase = "api-security-component-type-changed", f"is now {after} instead of {before}"
        context.add_change(id, "incomparable", phrase, at=pair.new, before=before, after=after)
    for key in ("name", "in", "scheme"):
        before, after = pair.old[key], pair.new[key]
        if before != after:
            id = f"api-security-component-{key}-changed"
            phrase = f"has `{key}` changed from {quoted_list([before])} to {quoted_list([after])}"
            context.add_change(id, "incomparable", phrase, at=pair.new, before=before, after=after)
    for flow in as_object(pair.old["flows"]).keys() & as_object(pair.new["flows"]).keys():
        _check_flow(context, context.child(pair, "flows", flow), flow)
    if as_object(pair.old["flows"]).keys() != as_object(pair.new["flows"]).keys():
        context.collector.others.add(pair.new.pointer + "/flows")
    context.add_unhandled(pair, *_SCHEME_KEYS)


def _check_flow(context: DiffContext, pair: NodePair, flow: str) -> None:
    """Compare one OAuth2 flow; oasdiff has ids for the implicit flow only."""
    id_prefix = "api-security-component-oauth" if flow == "implicit" else f"api-security-component-oauth-{flow}"
    for key, word in (("authorizationUrl", "url"), ("tokenUrl", "token-url")):
        before, after = pair.old[key], pair.new[key]
        if before != after:
            phrase = f"has `{key}` changed from {quoted_list([before])} to {quoted_list([after])}"
            context.add_change(
                f"{id_prefix}-{word}-changed", "neutral", phrase, at=pair.new, before=before, after=after
            )
    old, new = as_object(pair.old["scopes"]), as_object(pair.new["scopes"])
    for scope in sorted({*old, *new}):
        if old.get(scope) != new.get(scope):
            event = "removed" if scope not in new else "added" if scope not in old else "changed"
            effect: Effect = "same" if event == "changed" else "neutral"
            phrase = f"has the scope `{scope}` {event}"
            context.add_change(f"{id_prefix}-scope-{event}", effect, phrase, at=pair.new, after=scope)
    context.add_unhandled(pair, *_FLOW_KEYS)
