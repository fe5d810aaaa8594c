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

        return self._resource(CrmAccounts)

    @property
    def contacts(self) -> CrmContacts:
        """People."""
        from .crm_contacts import CrmContacts

        return self._resource(CrmContacts)


class AsyncCrm(AsyncResource):
    """Records of companies and people."""

    @property
    def accounts(self) -> AsyncCrmAccounts:
        """Companies."""
        from .crm_accounts import AsyncCrmAccounts

        return self._resource(AsyncCrmAccounts)

    @property
    def contacts(self) -> AsyncCrmContacts:
        """People."""
        from .crm_contacts import AsyncCrmContacts

        return self._resource(AsyncCrmContacts)
