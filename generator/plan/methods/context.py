"""Values of the whole package that every method is planned with."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from ..access.addresses import Addresses
from ..access.credentials import Authentication
from ..text.named_types import NamedTypes
from ..text.naming import Name


@frozen(kw_only=True)
class PackageContext:
    """Types, authentication, servers and modules of one package."""

    types: NamedTypes
    access: Authentication
    addresses: Addresses
    modules: Mapping[Name, str]
    """Resource → its module below ``resources/``."""

    def location(self, name: str, constant: str) -> str:
        """``module:CONSTANT`` of the *constant* beside the method *name*, as `Service` has it."""
        return f"resources.{self.modules[tuple(name.split('.')[:-1])]}:{constant}"
