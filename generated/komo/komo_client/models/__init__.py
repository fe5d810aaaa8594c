# Code generated from specs/komo. DO NOT EDIT.
"""The models of requests and responses, one class for each named schema; each is loaded when first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .account import Account as Account
    from .account_create import AccountCreate as AccountCreate
    from .account_page import AccountPage as AccountPage
    from .account_update import AccountUpdate as AccountUpdate
    from .activity import Activity as Activity
    from .activity_page import ActivityPage as ActivityPage
    from .added import Added as Added
    from .campaign import Campaign as Campaign
    from .campaign_create import CampaignCreate as CampaignCreate
    from .campaign_lead import CampaignLead as CampaignLead
    from .campaign_lead_page import CampaignLeadPage as CampaignLeadPage
    from .campaign_page import CampaignPage as CampaignPage
    from .campaign_stats import CampaignStats as CampaignStats
    from .campaign_update import CampaignUpdate as CampaignUpdate
    from .company_match import CompanyMatch as CompanyMatch
    from .company_search import CompanySearch as CompanySearch
    from .company_search_result import CompanySearchResult as CompanySearchResult
    from .connect_link import ConnectLink as ConnectLink
    from .connection_request import ConnectionRequest as ConnectionRequest
    from .contact import Contact as Contact
    from .contact_create import ContactCreate as ContactCreate
    from .contact_ids import ContactIds as ContactIds
    from .contact_page import ContactPage as ContactPage
    from .contact_update import ContactUpdate as ContactUpdate
    from .conversation import Conversation as Conversation
    from .conversation_page import ConversationPage as ConversationPage
    from .error import Error as Error
    from .http_validation_error import HTTPValidationError as HTTPValidationError
    from .inbox_account import InboxAccount as InboxAccount
    from .inbox_connect import InboxConnect as InboxConnect
    from .inbox_provider import InboxProvider as InboxProvider
    from .linked_in_limits import LinkedInLimits as LinkedInLimits
    from .linked_in_message import LinkedInMessage as LinkedInMessage
    from .linked_in_message_page import LinkedInMessagePage as LinkedInMessagePage
    from .linked_in_seat import LinkedInSeat as LinkedInSeat
    from .list_create import ListCreate as ListCreate
    from .list_record import ListRecord as ListRecord
    from .list_record_page import ListRecordPage as ListRecordPage
    from .list_update import ListUpdate as ListUpdate
    from .message_send import MessageSend as MessageSend
    from .people_search import PeopleSearch as PeopleSearch
    from .people_search_result import PeopleSearchResult as PeopleSearchResult
    from .person_match import PersonMatch as PersonMatch
    from .record_ids import RecordIds as RecordIds
    from .record_list import RecordList as RecordList
    from .record_list_page import RecordListPage as RecordListPage
    from .record_type import RecordType as RecordType
    from .safety_limit import SafetyLimit as SafetyLimit
    from .sales_nav_import import SalesNavImport as SalesNavImport
    from .sales_nav_import_job import SalesNavImportJob as SalesNavImportJob
    from .sent_connection_request import SentConnectionRequest as SentConnectionRequest
    from .usage_meter import UsageMeter as UsageMeter
    from .usage_summary import UsageSummary as UsageSummary
    from .validation_error import ValidationError as ValidationError

__all__ = [
    "Account",
    "AccountCreate",
    "AccountPage",
    "AccountUpdate",
    "Activity",
    "ActivityPage",
    "Added",
    "Campaign",
    "CampaignCreate",
    "CampaignLead",
    "CampaignLeadPage",
    "CampaignPage",
    "CampaignStats",
    "CampaignUpdate",
    "CompanyMatch",
    "CompanySearch",
    "CompanySearchResult",
    "ConnectLink",
    "ConnectionRequest",
    "Contact",
    "ContactCreate",
    "ContactIds",
    "ContactPage",
    "ContactUpdate",
    "Conversation",
    "ConversationPage",
    "Error",
    "HTTPValidationError",
    "InboxAccount",
    "InboxConnect",
    "InboxProvider",
    "LinkedInLimits",
    "LinkedInMessage",
    "LinkedInMessagePage",
    "LinkedInSeat",
    "ListCreate",
    "ListRecord",
    "ListRecordPage",
    "ListUpdate",
    "MessageSend",
    "PeopleSearch",
    "PeopleSearchResult",
    "PersonMatch",
    "RecordIds",
    "RecordList",
    "RecordListPage",
    "RecordType",
    "SafetyLimit",
    "SalesNavImport",
    "SalesNavImportJob",
    "SentConnectionRequest",
    "UsageMeter",
    "UsageSummary",
    "ValidationError",
]

_LAZY: dict[str, str] = {
    "Account": "account",
    "AccountCreate": "account_create",
    "AccountPage": "account_page",
    "AccountUpdate": "account_update",
    "Activity": "activity",
    "ActivityPage": "activity_page",
    "Added": "added",
    "Campaign": "campaign",
    "CampaignCreate": "campaign_create",
    "CampaignLead": "campaign_lead",
    "CampaignLeadPage": "campaign_lead_page",
    "CampaignPage": "campaign_page",
    "CampaignStats": "campaign_stats",
    "CampaignUpdate": "campaign_update",
    "CompanyMatch": "company_match",
    "CompanySearch": "company_search",
    "CompanySearchResult": "company_search_result",
    "ConnectLink": "connect_link",
    "ConnectionRequest": "connection_request",
    "Contact": "contact",
    "ContactCreate": "contact_create",
    "ContactIds": "contact_ids",
    "ContactPage": "contact_page",
    "ContactUpdate": "contact_update",
    "Conversation": "conversation",
    "ConversationPage": "conversation_page",
    "Error": "error",
    "HTTPValidationError": "http_validation_error",
    "InboxAccount": "inbox_account",
    "InboxConnect": "inbox_connect",
    "InboxProvider": "inbox_provider",
    "LinkedInLimits": "linked_in_limits",
    "LinkedInMessage": "linked_in_message",
    "LinkedInMessagePage": "linked_in_message_page",
    "LinkedInSeat": "linked_in_seat",
    "ListCreate": "list_create",
    "ListRecord": "list_record",
    "ListRecordPage": "list_record_page",
    "ListUpdate": "list_update",
    "MessageSend": "message_send",
    "PeopleSearch": "people_search",
    "PeopleSearchResult": "people_search_result",
    "PersonMatch": "person_match",
    "RecordIds": "record_ids",
    "RecordList": "record_list",
    "RecordListPage": "record_list_page",
    "RecordType": "record_type",
    "SafetyLimit": "safety_limit",
    "SalesNavImport": "sales_nav_import",
    "SalesNavImportJob": "sales_nav_import_job",
    "SentConnectionRequest": "sent_connection_request",
    "UsageMeter": "usage_meter",
    "UsageSummary": "usage_summary",
    "ValidationError": "validation_error",
}


def __getattr__(name: str) -> object:
    """Import a model when it is first used."""
    from .._runtime import load

    return load(__name__, name, _LAZY)
