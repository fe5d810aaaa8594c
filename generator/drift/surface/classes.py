"""The impact of a changed class on code that constructs it, reads it, calls its methods or catches it."""

from __future__ import annotations

from .class_members import Attribute, ClassMembers, EnumMember, Method
from .signatures import Location, compare_signatures
from .surface_change import Impact
from .type_annotations import alternatives, shown

WORDS = {
    "model": "a model",
    "enum": "an enum",
    "record": "a tuple with names",
    "options": "a dictionary of options",
    "class": "a class",
}
INTERNAL_BASES = frozenset({"Resource", "AsyncResource", "RawResource", "AsyncRawResource", "object"})
"""Base classes that are internal to packages."""
ABSENT, NULL = {"Unset"}, {"None"}


def compare_classes(location: Location, old: ClassMembers, new: ClassMembers) -> None:
    """Add the impact of *new* on code that uses *old*."""
    if old is new or old == new:
        return
    if old.kind != new.kind:
        text = f"{location.name} is {WORDS[new.kind]} instead of {WORDS[old.kind]}"
        location.add("class-kind", text, "runtime-breaking")
    lost = [
        one
        for one in old.ancestors
        if one not in new.ancestors and one not in INTERNAL_BASES and not one.startswith("_")
    ]
    if lost:
        impact: Impact = "runtime-breaking" if _is_error(old) or old.kind == "enum" else "typing-breaking"
        hint = f"Catch `{location.where}` by its own name." if _is_error(old) else ""
        location.add("class-base", f"{location.name} no longer inherits from {_words(lost)}", impact, hint=hint)
    for name, one in old.members.items():
        if name not in new.members:
            _removed(location, old, new, name)
        elif new.members[name] != one:
            _changed(location, name, one, new.members[name])
    for name in new.members:
        if name not in old.members:
            _added(location, name, new.members[name])
    _order(location, old, new)


def _is_error(class_members: ClassMembers) -> bool:
    return bool({"Exception", "BaseException", "Warning", "UserWarning"} & set(class_members.ancestors))


def _words(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _removed(location: Location, old: ClassMembers, new: ClassMembers, name: str) -> None:
    member = old.members[name]
    inner = f"`{location.where}.{name}`"
    if isinstance(member, EnumMember):
        hint = (
            f"Values that are not members are kept: `{location.where}({member.text})` still works."
            if _keeps_unknown_values(old, new)
            else ""
        )
        location.add("member-removed", f"{inner} was removed", "runtime-breaking", subject=name, hint=hint)
    elif isinstance(member, Method):
        text = f"{location.name} no longer takes arguments" if name == "__init__" else f"{inner} was removed"
        location.add("method-removed", text, "runtime-breaking", subject=name)
    elif old.kind == "model":
        hint = f'If the server still sends it, it is in `extra["{member.wire or name}"]`.'
        location.add("field-removed", f"{inner} was removed", "runtime-breaking", subject=name, hint=hint)
    else:
        location.add("attribute-removed", f"{inner} was removed", "runtime-breaking", subject=name)


def _keeps_unknown_values(old: ClassMembers, new: ClassMembers) -> bool:
    """Whether both enums also accept values that are not among their members."""
    return bool({"OpenStr", "OpenInt"} & set(old.ancestors) & set(new.ancestors))


def _added(location: Location, name: str, member: Attribute | Method | EnumMember) -> None:
    if isinstance(member, EnumMember):
        location.add("member-added", f"{location.name} has the new member `{name}`", "additive", subject=name)
    elif isinstance(member, Method):
        if name == "__init__":
            if any(one.required for one in member.parameters):
                compare_signatures(_constructor(location), Method((), "", member.awaited, None), member)
        else:
            location.add("method-added", f"`{location.where}.{name}` was added", "additive", subject=name)
    elif member.required:
        text = f"`{location.where}(…)` now requires `{name}`"
        location.add("field-required", text, "runtime-breaking", subject=name, hint=f"Pass `{name}=…`.")
    elif not name.startswith("__"):
        location.add("attribute-added", f"`{location.where}.{name}` was added", "additive", subject=name)


def _changed(location: Location, name: str, old: object, now: object) -> None:
    inner = f"`{location.where}.{name}`"
    match old, now:
        case Method(), Method():
            compare_signatures(_constructor(location) if name == "__init__" else location.at(name), old, now)
        case EnumMember(), EnumMember():
            text = f"{inner} has the value `{now.text}` instead of `{old.text}`"
            location.add("member-value", text, "runtime-breaking", subject=name)
        case Attribute(), Attribute():
            _field(location, name, old, now)
        case Attribute(), Method():
            text, hint = f"{inner} is now a method instead of an attribute", f"Call it: `.{name}()`."
            location.add("member-kind", text, "runtime-breaking", subject=name, hint=hint)
        case _:
            location.add(
                "member-kind", f"{inner} is no longer the same kind of member", "runtime-breaking", subject=name
            )


def _constructor(location: Location) -> Location:
    return Location(
        location.collector,
        location.where,
        location.variant,
        location.enum_bases,
        location.call_text or f"{location.where}(…)",
    )


def _field(location: Location, name: str, old: Attribute, now: Attribute) -> None:
    """Compare a field, which callers may read and pass: for both, only an equal type is compatible."""
    inner = f"`{location.where}.{name}`"
    if now.required and not old.required:
        hint = f"Pass `{name}=…`."
        text = f"`{location.where}(…)` now requires `{name}`"
        location.add("field-required", text, "runtime-breaking", subject=name, hint=hint)
    removed, added = _difference(old, now)
    if removed | added and not (now.required and not old.required and (removed, added) == (ABSENT, set())):
        location.add("field-type", _type_text(inner, old, now), "typing-breaking", subject=name)
    elif old.required and not now.required:
        location.add("field-optional", f"`{location.where}(…)` no longer requires `{name}`", "additive", subject=name)
    if old.wire != now.wire:
        text = f"{inner} is `{now.wire or name}` in JSON instead of `{old.wire or name}`"
        location.add("field-wire", text, "docs-only", subject=name)


def _difference(old: Attribute, new: Attribute) -> tuple[set[str], set[str]]:
    """The alternatives removed from the annotation, and those added."""
    before, after = alternatives(old.annotation), alternatives(new.annotation)
    return set(before - after), set(after - before)


def _type_text(inner: str, old: Attribute, new: Attribute) -> str:
    match _difference(old, new):
        case removed, added if not removed and added == ABSENT:
            return f"{inner} may be absent, and then is `UNSET`"
        case removed, added if not added and removed == ABSENT:
            return f"{inner} is never absent"
        case removed, added if not removed and added == NULL:
            return f"{inner} may be `None`"
        case removed, added if not added and removed == NULL:
            return f"{inner} is never `None`"
        case _:
            return f"{inner} is `{shown(new.annotation)}` instead of `{shown(old.annotation)}`"


def _order(location: Location, old: ClassMembers, new: ClassMembers) -> None:
    """Compare the order of fields, which matters to positional arguments."""
    if old.kind != "record" or new.kind != "record":
        return
    before = [name for name in old.fields if name in new.fields]
    if list(new.fields)[: len(before)] != before:
        text = f"{location.name} has its fields in another order: ({', '.join(new.fields)})"
        location.add("field-order", text, "runtime-breaking", hint="Pass them as keyword arguments.")
