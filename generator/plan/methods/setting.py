"""What is known of a package as a whole while its methods are planned."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from ...specs.facts import Api
from ..access.addresses import Addresses
from ..access.credentials import Access
from ..text.named_types import Types
from ..text.naming import Name


@frozen(kw_only=True)
class Setting:
    """Facts, types, credentials, addresses and modules."""

    api: Api
    types: Types
    access: Access
    addresses: Addresses
    modules: Mapping[Name, str]
    """Resource → its module below ``resources/``."""

    def place(self, name: str, constant: str) -> str:
        """Where the *constant* beside the method *name* is, for those who import it by name."""
        return f"resources.{self.modules[tuple(name.split('.')[:-1])]}:{constant}"
