"""Schemas → files below ``models/``, one class each; they import each other for type checkers only."""

from __future__ import annotations

from collections.abc import Iterable

from ...model.code import Code, literal, prose
from ...model.ir import Alias, Enum, Field, Model, Parsed
from ...model.type_ref import MapOf, Named, TypeRef, names, union
from ..plan_values import AliasFile, Attribute, EnumFile, ModelFile
from ..text import imports
from ..text.naming import identifier


def plan_models(parsed: Parsed, known: frozenset[str]) -> tuple[ModelFile, ...]:
    """The model files; *known* are all class names below ``models/``."""
    modules = _modules(parsed)
    return tuple(_model(one, modules, known) for one in parsed.models)


def plan_enums(parsed: Parsed) -> tuple[EnumFile, ...]:
    """The enum files."""
    return tuple(_enum(one) for one in parsed.enums)


def plan_aliases(parsed: Parsed, known: frozenset[str]) -> tuple[AliasFile, ...]:
    """The alias files."""
    modules = _modules(parsed)
    return tuple(_alias(one, modules, known) for one in parsed.aliases)


def _modules(parsed: Parsed) -> dict[str, str]:
    return {one.name: one.module for one in parsed.types}


def _typing(types: Iterable[TypeRef], own: str, modules: dict[str, str], known: frozenset[str]) -> dict[str, set[str]]:
    """Module below ``models/`` → names that type checkers need from it."""
    used = {name for kind in types for name in names(kind)} & known - {own}
    return {f".{modules[name]}": {name} for name in sorted(used)}


def _model(model: Model, modules: dict[str, str], known: frozenset[str]) -> ModelFile:
    attributes = tuple(_attribute(field) for field in model.fields) + _additional(model)
    types = [one.type for one in attributes]
    used = frozenset[str]().union(*map(names, types))
    values = imports.words(str(one.value) for one in attributes)
    runtime = {"Model", "define"} | ({"Unset"} & used) | ({"UNSET", "wire"} & values)
    others = _typing(types, model.name, modules, known)
    return ModelFile(
        model=model,
        module=Code(model.module),
        class_name=Code(model.name),
        doc=prose(model.description) or f"{model.name}, a schema of the API.",
        attributes=attributes,
        imports=(
            *imports.stdlib(frozenset({"TYPE_CHECKING"}) if others or used & imports.STDLIB.keys() else frozenset()),
            *imports.grouped({".._runtime": runtime}),
        ),
        typing_imports=(*imports.stdlib(used), *imports.grouped(others)),
    )


def _additional(model: Model) -> tuple[Attribute, ...]:
    """Typed additional properties are the model's `extra`."""
    if not model.additional:
        return ()
    return (
        Attribute(
            name=Code("extra"),
            type=MapOf(model.additional),
            value=Code('wire("*", factory=dict)'),
            doc="All other fields.",
        ),
    )


def _attribute(field: Field) -> Attribute:
    """One field: its type, and a value with its wire name and its default."""
    kind = field.type if field.required else union([field.type, Named("Unset")])
    if field.name != field.wire:
        value = f"wire({literal(field.wire)}{'' if field.required else ', default=UNSET'})"
    else:
        value = "" if field.required else "UNSET"
    return Attribute(name=Code(field.name), type=kind, value=Code(value), doc=_field_doc(field))


def _field_doc(field: Field) -> str:
    notes = [
        "Set by the server." if field.read_only else "",
        "Only in requests." if field.write_only else "",
        "Deprecated." if field.deprecated else "",
    ]
    return " ".join(part for part in (prose(field.description), *notes) if part)


def _enum(enum: Enum) -> EnumFile:
    return EnumFile(
        enum=enum,
        module=Code(enum.module),
        class_name=Code(enum.name),
        base=Code("OpenStr" if enum.kind == "str" else "OpenInt"),
        doc=prose(enum.description) or f"Known values of {enum.name}; others are kept, with `is_known` false.",
        members=tuple(
            (Code(identifier(name, "value") if name.lower() == name else name), value) for name, value in enum.members
        ),
    )


def _alias(alias: Alias, modules: dict[str, str], known: frozenset[str]) -> AliasFile:
    annotation: str = alias.annotation
    used, runtime = names(alias.type), {}
    if alias.discriminator:
        annotation = f"Annotated[{annotation}, Discriminator({alias.discriminator!r}, {dict(alias.mapping)!r})]"
        used, runtime = used | {"Annotated"}, {".._runtime": {"Discriminator"}}
    return AliasFile(
        alias=alias,
        module=Code(alias.module),
        class_name=Code(alias.name),
        doc=prose(alias.description),
        annotation=Code(annotation),
        imports=imports.stdlib(frozenset({"TYPE_CHECKING", "TypeAlias"})),
        typing_imports=(
            *imports.stdlib(used),
            *imports.grouped(_typing([alias.type], alias.name, modules, known) | runtime),
        ),
    )
