"""What a changed class does to those who construct it, read it, call its methods or catch it."""

from __future__ import annotations

from .annotations import alternatives, shown
from .calls import Place, compare_calls
from .shapes import Attribute, Method, Shape, Value
from .values import Effect

WORDS = {
    "model": "a model",
    "enum": "an enum",
    "record": "a tuple with names",
    "options": "a dictionary of options",
    "class": "a class",
}
INSIDE = frozenset({"Resource", "AsyncResource", "RawResource", "AsyncRawResource", "object"})
"""Bases that no caller can name."""
ABSENT, NULL = {"Unset"}, {"None"}


def compare_classes(place: Place, old: Shape, new: Shape) -> None:
    """Enter what *new* does to the code that uses *old*."""
    if old is new or old == new:
        return
    if old.kind != new.kind:
        text = f"{place.name} is {WORDS[new.kind]}, before {WORDS[old.kind]}"
        place.enter("class-kind", text, "runtime-breaking")
    lost = [one for one in old.ancestors if one not in new.ancestors and one not in INSIDE and not one.startswith("_")]
    if lost:
        effect: Effect = "runtime-breaking" if _is_error(old) or old.kind == "enum" else "typing-breaking"
        hint = f"Catch `{place.where}` by its own name." if _is_error(old) else ""
        place.enter("class-base", f"{place.name} is no longer a kind of {_words(lost)}", effect, hint=hint)
    for name, one in old.members.items():
        if name not in new.members:
            _removed(place, old, new, name)
        elif new.members[name] != one:
            _changed(place, name, one, new.members[name])
    for name in new.members:
        if name not in old.members:
            _added(place, name, new.members[name])
    _order(place, old, new)


def _is_error(shape: Shape) -> bool:
    return bool({"Exception", "BaseException", "Warning", "UserWarning"} & set(shape.ancestors))


def _words(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _removed(place: Place, old: Shape, new: Shape, name: str) -> None:
    member = old.members[name]
    inner = f"`{place.where}.{name}`"
    if isinstance(member, Value):
        hint = (
            f"Values it does not know are kept: `{place.where}({member.text})` still works." if _open(old, new) else ""
        )
        place.enter("member-removed", f"{inner} is gone", "runtime-breaking", subject=name, hint=hint)
    elif isinstance(member, Method):
        text = f"{place.name} takes no arguments any more" if name == "__init__" else f"{inner} is gone"
        place.enter("method-removed", text, "runtime-breaking", subject=name)
    elif old.kind == "model":
        hint = f'What the server still sends of it is in `extra["{member.wire or name}"]`.'
        place.enter("field-removed", f"{inner} is gone", "runtime-breaking", subject=name, hint=hint)
    else:
        place.enter("attribute-removed", f"{inner} is gone", "runtime-breaking", subject=name)


def _open(old: Shape, new: Shape) -> bool:
    """Whether both keep values of one kind that they do not know."""
    return bool({"OpenStr", "OpenInt"} & set(old.ancestors) & set(new.ancestors))


def _added(place: Place, name: str, member: Attribute | Method | Value) -> None:
    if isinstance(member, Value):
        place.enter("member-added", f"{place.name} knows `{name}`", "additive", subject=name)
    elif isinstance(member, Method):
        if name == "__init__":
            if any(one.required for one in member.parameters):
                compare_calls(_constructor(place), Method((), "", member.awaited, None), member)
        else:
            place.enter("method-added", f"`{place.where}.{name}` is new", "additive", subject=name)
    elif member.required:
        text = f"`{place.where}(…)` now requires `{name}`"
        place.enter("field-required", text, "runtime-breaking", subject=name, hint=f"Pass `{name}=…`.")
    elif not name.startswith("__"):
        place.enter("attribute-added", f"`{place.where}.{name}` is new", "additive", subject=name)


def _changed(place: Place, name: str, old: object, now: object) -> None:
    inner = f"`{place.where}.{name}`"
    match old, now:
        case Method(), Method():
            compare_calls(_constructor(place) if name == "__init__" else place.at(name), old, now)
        case Value(), Value():
            text = f"{inner} stands for `{now.text}`, before `{old.text}`"
            place.enter("member-value", text, "runtime-breaking", subject=name)
        case Attribute(), Attribute():
            _field(place, name, old, now)
        case Attribute(), Method():
            text, hint = f"{inner} is a method, before an attribute", f"Call it: `.{name}()`."
            place.enter("member-kind", text, "runtime-breaking", subject=name, hint=hint)
        case _:
            place.enter("member-kind", f"{inner} is no longer what it was", "runtime-breaking", subject=name)


def _constructor(place: Place) -> Place:
    return Place(place.ledger, place.where, place.variant, place.kinds, place.called or f"{place.where}(…)")


def _field(place: Place, name: str, old: Attribute, now: Attribute) -> None:
    """A field is written by those who construct and read by those who receive: no other type serves both."""
    inner = f"`{place.where}.{name}`"
    if now.required and not old.required:
        hint = f"Pass `{name}=…`."
        place.enter("field-required", f"`{place.where}(…)` now requires `{name}`", "runtime-breaking",
                    subject=name, hint=hint)  # fmt: skip
    gone, come = _difference(old, now)
    if gone | come and not (now.required and not old.required and (gone, come) == (ABSENT, set())):
        place.enter("field-type", _told(inner, old, now), "typing-breaking", subject=name)
    elif old.required and not now.required:
        place.enter("field-optional", f"`{place.where}(…)` no longer requires `{name}`", "additive", subject=name)
    if old.wire != now.wire:
        text = f"{inner} is `{now.wire or name}` in JSON, before `{old.wire or name}`"
        place.enter("field-wire", text, "docs-only", subject=name)


def _difference(old: Attribute, new: Attribute) -> tuple[set[str], set[str]]:
    """The alternatives that went, and those that came."""
    before, after = alternatives(old.annotation), alternatives(new.annotation)
    return set(before - after), set(after - before)


def _told(inner: str, old: Attribute, new: Attribute) -> str:
    match _difference(old, new):
        case gone, come if not gone and come == ABSENT:
            return f"{inner} may be absent, and then is `UNSET`"
        case gone, come if not come and gone == ABSENT:
            return f"{inner} is never absent"
        case gone, come if not gone and come == NULL:
            return f"{inner} may be `None`"
        case gone, come if not come and gone == NULL:
            return f"{inner} is never `None`"
        case _:
            return f"{inner} is `{shown(new.annotation)}`, before `{shown(old.annotation)}`"


def _order(place: Place, old: Shape, new: Shape) -> None:
    """The order of fields counts where they are given by place."""
    if old.kind != "record" or new.kind != "record":
        return
    before = [name for name in old.fields if name in new.fields]
    if list(new.fields)[: len(before)] != before:
        text = f"{place.name} has its fields in another order: ({', '.join(new.fields)})"
        place.enter("field-order", text, "runtime-breaking", hint="Give them by name.")
