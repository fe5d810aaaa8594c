"""What a changed signature does to those who call it: arguments by place and by name, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from .annotations import alternatives, result, shown, takes
from .shapes import Method, Parameter
from .values import Effect, Ledger, SurfaceChange, Variant


@frozen
class Place:
    """Where a comparison stands: *where* callers write it, in which of a method's forms."""

    ledger: Ledger
    where: str
    variant: Variant
    kinds: Mapping[str, str]
    """Enums, and what their members are besides."""
    called: str = ""
    """How the call is written, where that is not *where*: a constructor's parentheses show that it is one."""

    def at(self, name: str) -> Place:
        """One attribute further in."""
        return Place(self.ledger, f"{self.where}.{name}", self.variant, self.kinds)

    @property
    def name(self) -> str:
        return f"`{self.called or self.where}`"

    def enter(self, kind: str, text: str, effect: Effect, *, subject: str = "", hint: str = "") -> None:
        self.ledger.enter(
            SurfaceChange(
                kind=kind, where=self.where, subject=subject, text=text, effect=effect, hint=hint, variant=self.variant
            )
        )  # fmt: skip


def compare_calls(place: Place, old: Method, new: Method) -> None:
    """Enter what *new* asks of the callers of *old*."""
    if old.parameters != new.parameters:
        _parameters(place, old.parameters, new.parameters)
    _returns(place, old, new)


def _parameters(place: Place, old: Sequence[Parameter], new: Sequence[Parameter]) -> None:
    before, after = {one.name: one for one in old}, {one.name: one for one in new}
    renamed = _by_place(place, [one for one in old if one.kind == "positional"], after, new)
    gone = [name for name in before if name not in after and name not in renamed]
    come = [name for name in after if name not in before and name not in renamed.values()]
    successors = _successors([before[name] for name in gone], [after[name] for name in come])
    for name, other in successors.items():
        place.enter("parameter-removed", f"{place.name} no longer takes `{name}`", "runtime-breaking",
                    subject=name, hint=f"Pass `{other}`.")  # fmt: skip
    _several(place, "parameter-removed", "no longer takes", [name for name in gone if name not in successors],
             "runtime-breaking")  # fmt: skip
    for name in [name for name in come if after[name].required]:
        _requires(place, after[name])
    _several(place, "parameter-added", "also takes", [name for name in come if not after[name].required], "additive")
    for name in [name for name in before if name in after]:
        _changed(place, before[name], after[name])
    for name, other in renamed.items():
        _changed(place, before[name], after[other])


def _by_place(
    place: Place, old: Sequence[Parameter], after: Mapping[str, Parameter], new: Sequence[Parameter]
) -> dict[str, str]:
    """Judges arguments that are given by place; which of them have another name now."""
    names = [one.name for one in new if one.kind == "positional"]
    renamed: dict[str, str] = {}
    for position, one in enumerate(old):
        other = names[position] if position < len(names) else None
        if other == one.name:
            continue
        if one.name in after and after[one.name].kind != "positional":
            place.enter("parameter-kind", f"{place.name} takes `{one.name}` by name only", "runtime-breaking",
                        subject=one.name, hint=f"Write `{one.name}=…`.")  # fmt: skip
        elif one.name in names or (other is not None and other in {each.name for each in old}):
            order = ", ".join(names)
            place.enter("parameter-order", f"{place.name} takes its arguments in another order: ({order})",
                        "runtime-breaking", hint="Give them by name.")  # fmt: skip
            break
        elif other is not None:
            renamed[one.name] = other
            text, hint = f"{place.name} calls its argument `{one.name}` now `{other}`", f"Write `{other}=…`."
            place.enter("parameter-renamed", text, "runtime-breaking", subject=one.name, hint=hint)
    return renamed


def _successors(gone: Sequence[Parameter], come: Sequence[Parameter]) -> dict[str, str]:
    """Old name → new name, where one of a kind went and one of the same kind came."""
    found: dict[str, str] = {}
    for one in gone:
        alike = [other.name for other in come if alternatives(other.annotation) == alternatives(one.annotation)]
        rivals = [other for other in gone if alternatives(other.annotation) == alternatives(one.annotation)]
        if len(alike) == 1 and len(rivals) == 1:
            found[one.name] = alike[0]
    return found


def _several(place: Place, kind: str, verb: str, names: Sequence[str], effect: Effect) -> None:
    """One sentence for all that went, or came."""
    if names:
        text = f"{place.name} {verb} {', '.join(f'`{name}`' for name in names)}"
        place.enter(kind, text, effect, subject=", ".join(names))


def _requires(place: Place, one: Parameter) -> None:
    place.enter("parameter-required", f"{place.name} now requires `{one.name}`", "runtime-breaking",
                subject=one.name, hint=f"Pass `{one.name}=…`.")  # fmt: skip


def _changed(place: Place, old: Parameter, new: Parameter) -> None:
    if new.required and not old.required:
        _requires(place, new)
    elif old.required and not new.required:
        text = f"{place.name} no longer requires `{new.name}`"
        place.enter("parameter-optional", text, "additive", subject=new.name)
    elif old.default != new.default and not old.required:
        text = f"{place.name} takes `{new.default}` where `{new.name}` is not given, before `{old.default}`"
        place.enter("parameter-default", text, "additive", subject=new.name)
    accepted, wanted = alternatives(old.annotation), alternatives(new.annotation)
    if accepted - {"Unset"} == wanted - {"Unset"}:
        return
    if takes(new.annotation, old.annotation.replace(" | Unset", "") if new.required else old.annotation, place.kinds):
        text = f"{place.name} also takes {_listed(wanted - accepted)} for `{new.name}`"
        place.enter("parameter-widened", text, "additive", subject=new.name)
        return
    lost = accepted - wanted - {"Unset"}
    if lost and wanted - {"Unset"} < accepted:
        text = f"{place.name} no longer takes {_listed(lost)} for `{new.name}`"
    else:
        text = f"{place.name} takes `{shown(new.annotation)}` for `{new.name}`, before `{shown(old.annotation)}`"
    place.enter("parameter-type", text, "typing-breaking", subject=new.name)


def _listed(types: frozenset[str]) -> str:
    words = [one[8:-1] if one.startswith("Literal[") else one for one in sorted(types - {"Unset"})]
    return ", ".join(f"`{word}`" for word in words)


def _returns(place: Place, old: Method, new: Method) -> None:
    before, after = result(old.returns), result(new.returns)
    if alternatives(before) != alternatives(after):
        _returned(place, before, after)
    elif old.awaited != new.awaited:
        text = f"{place.name} is {'awaited' if new.awaited else 'no longer awaited'}"
        place.enter("returns-awaited", text, "runtime-breaking")


def _returned(place: Place, before: str, after: str) -> None:
    text = f"{place.name} gives `{shown(after)}`, before `{shown(before)}`"
    if before.startswith("Page[") != after.startswith("Page["):
        paged = "Iterate over it for all items, or read `.items` for those of this page."
        hint = paged if after.startswith("Page[") else ""
        place.enter("returns-paged", text, "runtime-breaking", hint=hint)
    elif takes(before, after, place.kinds):
        place.enter("returns-narrowed", text, "additive")
    else:
        place.enter("returns-type", text, "typing-breaking")
