"""Rules for security: which credentials are asked for, of the whole API, of an operation, and what they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ...documents.json_values import listing
from ..change import Effect
from ..diff.documents import Json, Pair, mapping
from ..diff.scene import Scene
from .finding import listed

Alternative = dict[str, tuple[str, ...]]
_SCHEME: Final = ("type", "flows")
_FLOW: Final = ("authorizationUrl", "tokenUrl", "scopes")


def of_api(scene: Scene) -> None:
    roots = [dict(side.root) for side in (scene.documents.old, scene.documents.new)]
    old, new = (listing(root.get("security")) for root in roots)
    _requirements(scene, old, new, "api-global-security", _effect(old, new), "/security", "the API")
    old_components, new_components = (mapping(root.get("components")) for root in roots)
    _schemes(scene, mapping(old_components.get("securitySchemes")), mapping(new_components.get("securitySchemes")))


def of_operation(scene: Scene, pair: Pair) -> None:
    before, after = pair.old["security"], pair.new["security"]
    if before == after:
        return
    usual = [listing(side.root.get("security")) for side in (scene.documents.old, scene.documents.new)]
    effect = _effect(
        *(listing(own) if own is not None else asked for own, asked in zip((before, after), usual, strict=True))
    )
    _requirements(
        scene, listing(before), listing(after), "api-security", effect, pair.new.pointer + "/security", "the endpoint"
    )


def _alternatives(values: list[Any]) -> list[Alternative]:
    return [
        {name: tuple(sorted(map(str, listing(scopes)))) for name, scopes in mapping(value).items()} for value in values
    ]


def _effect(old: list[Any], new: list[Any]) -> Effect:
    """Whether whoever could call before still can: each old way to be let in must satisfy some new one."""

    def lets_in(given: Alternative, asked: Alternative) -> bool:
        return all(name in given and set(scopes) <= set(given[name]) for name, scopes in asked.items())

    before, after = _alternatives(old) or [{}], _alternatives(new) or [{}]
    return "widens" if all(any(lets_in(given, asked) for asked in after) for given in before) else "narrows"


def _requirements(
    scene: Scene, old: list[Any], new: list[Any], prefix: str, effect: Effect, at: str, about: str
) -> None:
    before, after = _alternatives(old), _alternatives(new)
    for same in [one for one in before if one in after]:
        if same in before and same in after:
            before.remove(same)
            after.remove(same)
    for one in list(before):
        twin = next((other for other in after if other.keys() == one.keys()), None)
        if twin is not None:
            before.remove(one)
            after.remove(twin)
            for event, scope, name in _scopes(one, twin):
                phrase = f"{'now asks' if event == 'added' else 'no longer asks'} `{name}` for the scope `{scope}`"
                scene.enter(f"{prefix}-scope-{event}", effect, phrase, at=at, about=about, after=scope)
    for event, some, words in (
        ("added", after, "may now be called with"),
        ("removed", before, "may no longer be called with"),
    ):
        for one in some:
            if one or prefix == "api-global-security":
                scene.enter(
                    f"{prefix}-{event}",
                    effect,
                    f"{words} {' and '.join(sorted(one)) or 'no credentials'}",
                    at=at,
                    about=about,
                    after=sorted(one),
                )


def _scopes(old: Alternative, new: Alternative) -> Iterator[tuple[str, str, str]]:
    for name in sorted(old):
        yield from (("added", scope, name) for scope in new[name] if scope not in old[name])
        yield from (("removed", scope, name) for scope in old[name] if scope not in new[name])


def _schemes(scene: Scene, old: Json, new: Json) -> None:
    at = "/components/securitySchemes"
    for name in sorted(new.keys() - old.keys()):
        scene.enter(
            "api-security-component-added", "same", "is new", at=f"{at}/{name}", about=_called(name), after=name
        )
    for name in sorted(old.keys() - new.keys()):
        scene.enter(
            "api-security-component-removed", "same", "is gone", at=f"{at}/{name}", about=_called(name), before=name
        )
    for name in sorted(old.keys() & new.keys()):
        if not scene.documents.same(old[name], new[name]):
            pair = scene.documents.pair(old[name], new[name], f"{at}/{name}", f"{at}/{name}")
            _scheme(scene.at(subject=_called(name)), pair)


def _called(name: str) -> str:
    return f"the security scheme `{name}`"


def _scheme(scene: Scene, pair: Pair) -> None:
    before, after = pair.old["type"], pair.new["type"]
    if before != after:
        scene.enter(
            "api-security-component-type-changed",
            "incomparable",
            f"is now {after} instead of {before}",
            at=pair.new,
            before=before,
            after=after,
        )
    for key in ("name", "in", "scheme"):
        if pair.old[key] != pair.new[key]:
            phrase = f"has `{key}` changed from {listed([pair.old[key]])} to {listed([pair.new[key]])}"
            scene.enter(
                f"api-security-component-{key}-changed",
                "incomparable",
                phrase,
                at=pair.new,
                before=pair.old[key],
                after=pair.new[key],
            )
    for flow in mapping(pair.old["flows"]).keys() & mapping(pair.new["flows"]).keys():
        _flow(scene, scene.pair(pair, "flows", flow), flow)
    if mapping(pair.old["flows"]).keys() != mapping(pair.new["flows"]).keys():
        scene.ledger.others.add(pair.new.pointer + "/flows")
    scene.note(pair, *_SCHEME, "name", "in", "scheme")


def _flow(scene: Scene, pair: Pair, flow: str) -> None:
    """Where tokens come from; oasdiff looks at the implicit flow only."""
    prefix = "api-security-component-oauth" if flow == "implicit" else f"api-security-component-oauth-{flow}"
    for key, word in (("authorizationUrl", "url"), ("tokenUrl", "token-url")):
        before, after = pair.old[key], pair.new[key]
        if before != after:
            phrase = f"has `{key}` changed from {listed([before])} to {listed([after])}"
            scene.enter(f"{prefix}-{word}-changed", "neutral", phrase, at=pair.new, before=before, after=after)
    old, new = mapping(pair.old["scopes"]), mapping(pair.new["scopes"])
    for scope in sorted({*old, *new}):
        if old.get(scope) != new.get(scope):
            event = "removed" if scope not in new else "added" if scope not in old else "changed"
            effect: Effect = "same" if event == "changed" else "neutral"
            scene.enter(
                f"{prefix}-scope-{event}",
                effect,
                f"has the scope `{scope}` {event}",
                at=pair.new,
                about=scene.subject,
                after=scope,
            )
    scene.note(pair, *_FLOW)
