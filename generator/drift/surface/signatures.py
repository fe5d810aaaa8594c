"""The impact of a changed signature on callers: positional and keyword arguments, and the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from .class_members import Method, Parameter
from .surface_change import Impact, SurfaceChange, SurfaceChangeCollector, Variant
from .type_annotations import alternatives, result, shown, takes


@frozen
class Location:
    """The location of a comparison, as callers write it, with the variant of the methods there."""

    collector: SurfaceChangeCollector
    where: str
    variant: Variant
    enum_bases: Mapping[str, str]
    """Enum → the type that its members also have."""
    call_text: str = ""
    """The text of a call in sentences, where it is not *where*: constructors have parentheses."""

    def at(self, name: str) -> Location:
        """The location of the attribute *name*."""
        return Location(self.collector, f"{self.where}.{name}", self.variant, self.enum_bases)

    @property
    def name(self) -> str:
        return f"`{self.call_text or self.where}`"

    def add(self, kind: str, text: str, impact: Impact, *, subject: str = "", hint: str = "") -> None:
        self.collector.add(
            SurfaceChange(
                kind=kind, where=self.where, subject=subject, text=text, impact=impact, hint=hint, variant=self.variant
            )
        )  # fmt: skip


def compare_signatures(location: Location, old: Method, new: Method) -> None:
    """Add the impact of *new* on the callers of *old*."""
    if old.parameters != new.parameters:
        _parameters(location, old.parameters, new.parameters)
    _returns(location, old, new)


def _parameters(location: Location, old: Sequence[Parameter], new: Sequence[Parameter]) -> None:
    before, after = {one.name: one for one in old}, {one.name: one for one in new}
    renamed = _compare_positional(location, [one for one in old if one.kind == "positional"], after, new)
    removed = [name for name in before if name not in after and name not in renamed]
    added = [name for name in after if name not in before and name not in renamed.values()]
    successors = _successors([before[name] for name in removed], [after[name] for name in added])
    for name, other in successors.items():
        text, hint = f"{location.name} no longer accepts `{name}`", f"Pass `{other}`."
        location.add("parameter-removed", text, "runtime-breaking", subject=name, hint=hint)
    lost = [name for name in removed if name not in successors]
    _add_listed(location, "parameter-removed", "no longer accepts", lost, "runtime-breaking")
    for name in [name for name in added if after[name].required]:
        _add_required(location, after[name])
    _add_listed(
        location, "parameter-added", "also accepts", [name for name in added if not after[name].required], "additive"
    )
    for name in [name for name in before if name in after]:
        _changed(location, before[name], after[name])
    for name, other in renamed.items():
        _changed(location, before[name], after[other])


def _compare_positional(
    location: Location, old: Sequence[Parameter], after: Mapping[str, Parameter], new: Sequence[Parameter]
) -> dict[str, str]:
    """Compare positional parameters; old name → new name of those that were renamed."""
    names = [one.name for one in new if one.kind == "positional"]
    renamed: dict[str, str] = {}
    for position, one in enumerate(old):
        other = names[position] if position < len(names) else None
        if other == one.name:
            continue
        if one.name in after and after[one.name].kind != "positional":
            text = f"{location.name} accepts `{one.name}` as a keyword argument only"
            location.add("parameter-kind", text, "runtime-breaking", subject=one.name, hint=f"Write `{one.name}=…`.")
        elif one.name in names or (other is not None and other in {each.name for each in old}):
            text = f"{location.name} takes its positional arguments in another order: ({', '.join(names)})"
            location.add("parameter-order", text, "runtime-breaking", hint="Pass them as keyword arguments.")
            break
        elif other is not None:
            renamed[one.name] = other
            text, hint = f"{location.name} has renamed its argument `{one.name}` to `{other}`", f"Write `{other}=…`."
            location.add("parameter-renamed", text, "runtime-breaking", subject=one.name, hint=hint)
    return renamed


def _successors(removed: Sequence[Parameter], added: Sequence[Parameter]) -> dict[str, str]:
    """Old name → new name, where exactly one parameter of a type was removed and one of the same type was added."""
    found: dict[str, str] = {}
    for one in removed:
        alike = [other.name for other in added if alternatives(other.annotation) == alternatives(one.annotation)]
        rivals = [other for other in removed if alternatives(other.annotation) == alternatives(one.annotation)]
        if len(alike) == 1 and len(rivals) == 1:
            found[one.name] = alike[0]
    return found


def _add_listed(location: Location, kind: str, verb: str, names: Sequence[str], impact: Impact) -> None:
    """Add one change for all parameters *names*."""
    if names:
        text = f"{location.name} {verb} {', '.join(f'`{name}`' for name in names)}"
        location.add(kind, text, impact, subject=", ".join(names))


def _add_required(location: Location, one: Parameter) -> None:
    text, hint = f"{location.name} now requires `{one.name}`", f"Pass `{one.name}=…`."
    location.add("parameter-required", text, "runtime-breaking", subject=one.name, hint=hint)


def _changed(location: Location, old: Parameter, new: Parameter) -> None:
    if new.required and not old.required:
        _add_required(location, new)
    elif old.required and not new.required:
        text = f"{location.name} no longer requires `{new.name}`"
        location.add("parameter-optional", text, "additive", subject=new.name)
    elif old.default != new.default and not old.required:
        text = f"{location.name} uses `{new.default}` instead of `{old.default}` where `{new.name}` is not given"
        location.add("parameter-default", text, "additive", subject=new.name)
    accepted, wanted = alternatives(old.annotation), alternatives(new.annotation)
    if accepted - {"Unset"} == wanted - {"Unset"}:
        return
    if takes(
        new.annotation, old.annotation.replace(" | Unset", "") if new.required else old.annotation, location.enum_bases
    ):
        text = f"{location.name} also accepts {_listed(wanted - accepted)} for `{new.name}`"
        location.add("parameter-widened", text, "additive", subject=new.name)
        return
    lost = accepted - wanted - {"Unset"}
    if lost and wanted - {"Unset"} < accepted:
        text = f"{location.name} no longer accepts {_listed(lost)} for `{new.name}`"
    else:
        types = f"`{shown(new.annotation)}` instead of `{shown(old.annotation)}`"
        text = f"{location.name} takes {types} for `{new.name}`"
    location.add("parameter-type", text, "typing-breaking", subject=new.name)


def _listed(types: frozenset[str]) -> str:
    words = [one[8:-1] if one.startswith("Literal[") else one for one in sorted(types - {"Unset"})]
    return ", ".join(f"`{word}`" for word in words)


def _returns(location: Location, old: Method, new: Method) -> None:
    before, after = result(old.returns), result(new.returns)
    if alternatives(before) != alternatives(after):
        _returned(location, before, after)
    elif old.awaited != new.awaited:
        text = f"{location.name} is {'awaited' if new.awaited else 'no longer awaited'}"
        location.add("returns-awaited", text, "runtime-breaking")


def _returned(location: Location, before: str, after: str) -> None:
    text = f"{location.name} returns `{shown(after)}` instead of `{shown(before)}`"
    if before.startswith("Page[") != after.startswith("Page["):
        paged = "Iterate over it for all items, or read `.items` for those of this page."
        hint = paged if after.startswith("Page[") else ""
        location.add("returns-paged", text, "runtime-breaking", hint=hint)
    elif takes(before, after, location.enum_bases):
        location.add("returns-narrowed", text, "additive")
    else:
        location.add("returns-type", text, "typing-breaking")
