# Code generated from specs/komo. DO NOT EDIT.
"""Records of companies and people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import AsyncResource, Resource

if TYPE_CHECKING:
    from .crm_accounts import AsyncCrmAccounts, CrmAccounts
    from .crm_contacts import AsyncCrmContacts, CrmContacts


class Crm(Resource):
    """Records of companies and people."""

    @property
    def accounts(self) -> CrmAccounts:
        """Companies."""
        from .crm_accounts import CrmAccounts

        return CrmAccounts(self._session)

    @property
    def contacts(self) -> CrmContacts:
        """People."""
        from .crm_contacts import CrmContacts

        return CrmContacts(self._session)


class AsyncCrm(AsyncResource):
    """Records of companies and people."""

    @property
    def accounts(self) -> AsyncCrmAccounts:
        """Companies."""
        from .crm_accounts import AsyncCrmAccounts

        return AsyncCrmAccounts(self._session)

    @property
    def contacts(self) -> AsyncCrmContacts:
        """People."""
        from .crm_contacts import AsyncCrmContacts

        return AsyncCrmContacts(self._session)
