# Code generated from specs/kairo. DO NOT EDIT.
"""The models of requests and responses, one class for each named schema; each is loaded when first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .add_tool_request import AddToolRequest as AddToolRequest
    from .agent import Agent as Agent
    from .agent_list import AgentList as AgentList
    from .agent_run import AgentRun as AgentRun
    from .agent_run_list import AgentRunList as AgentRunList
    from .attach_context_request import AttachContextRequest as AttachContextRequest
    from .branch import Branch as Branch
    from .context_source import ContextSource as ContextSource
    from .context_source_list import ContextSourceList as ContextSourceList
    from .context_window import ContextWindow as ContextWindow
    from .cost_bucket import CostBucket as CostBucket
    from .cost_report import CostReport as CostReport
    from .create_agent_request import CreateAgentRequest as CreateAgentRequest
    from .create_agent_run_request import CreateAgentRunRequest as CreateAgentRunRequest
    from .create_context_source_request import CreateContextSourceRequest as CreateContextSourceRequest
    from .create_workflow_run_request import CreateWorkflowRunRequest as CreateWorkflowRunRequest
    from .document import Document as Document
    from .document_list import DocumentList as DocumentList
    from .error import Error as Error
    from .error_detail import ErrorDetail as ErrorDetail
    from .ingest_documents_request import IngestDocumentsRequest as IngestDocumentsRequest
    from .ingested_documents import IngestedDocuments as IngestedDocuments
    from .latency_bucket import LatencyBucket as LatencyBucket
    from .latency_report import LatencyReport as LatencyReport
    from .new_document import NewDocument as NewDocument
    from .query_context_request import QueryContextRequest as QueryContextRequest
    from .query_match import QueryMatch as QueryMatch
    from .query_result import QueryResult as QueryResult
    from .run_error import RunError as RunError
    from .run_status import RunStatus as RunStatus
    from .schedule import Schedule as Schedule
    from .span import Span as Span
    from .token_bucket import TokenBucket as TokenBucket
    from .token_report import TokenReport as TokenReport
    from .tool import Tool as Tool
    from .trace import Trace as Trace
    from .trace_list import TraceList as TraceList
    from .update_agent_request import UpdateAgentRequest as UpdateAgentRequest
    from .update_context_source_request import UpdateContextSourceRequest as UpdateContextSourceRequest
    from .usage_bucket import UsageBucket as UsageBucket
    from .usage_report import UsageReport as UsageReport
    from .window_part import WindowPart as WindowPart
    from .workflow import Workflow as Workflow
    from .workflow_list import WorkflowList as WorkflowList
    from .workflow_request import WorkflowRequest as WorkflowRequest
    from .workflow_run import WorkflowRun as WorkflowRun
    from .workflow_run_list import WorkflowRunList as WorkflowRunList
    from .workflow_step import WorkflowStep as WorkflowStep

__all__ = [
    "AddToolRequest",
    "Agent",
    "AgentList",
    "AgentRun",
    "AgentRunList",
    "AttachContextRequest",
    "Branch",
    "ContextSource",
    "ContextSourceList",
    "ContextWindow",
    "CostBucket",
    "CostReport",
    "CreateAgentRequest",
    "CreateAgentRunRequest",
    "CreateContextSourceRequest",
    "CreateWorkflowRunRequest",
    "Document",
    "DocumentList",
    "Error",
    "ErrorDetail",
    "IngestDocumentsRequest",
    "IngestedDocuments",
    "LatencyBucket",
    "LatencyReport",
    "NewDocument",
    "QueryContextRequest",
    "QueryMatch",
    "QueryResult",
    "RunError",
    "RunStatus",
    "Schedule",
    "Span",
    "TokenBucket",
    "TokenReport",
    "Tool",
    "Trace",
    "TraceList",
    "UpdateAgentRequest",
    "UpdateContextSourceRequest",
    "UsageBucket",
    "UsageReport",
    "WindowPart",
    "Workflow",
    "WorkflowList",
    "WorkflowRequest",
    "WorkflowRun",
    "WorkflowRunList",
    "WorkflowStep",
]

_LAZY: dict[str, str] = {
    "AddToolRequest": "add_tool_request",
    "Agent": "agent",
    "AgentList": "agent_list",
    "AgentRun": "agent_run",
    "AgentRunList": "agent_run_list",
    "AttachContextRequest": "attach_context_request",
    "Branch": "branch",
    "ContextSource": "context_source",
    "ContextSourceList": "context_source_list",
    "ContextWindow": "context_window",
    "CostBucket": "cost_bucket",
    "CostReport": "cost_report",
    "CreateAgentRequest": "create_agent_request",
    "CreateAgentRunRequest": "create_agent_run_request",
    "CreateContextSourceRequest": "create_context_source_request",
    "CreateWorkflowRunRequest": "create_workflow_run_request",
    "Document": "document",
    "DocumentList": "document_list",
    "Error": "error",
    "ErrorDetail": "error_detail",
    "IngestDocumentsRequest": "ingest_documents_request",
    "IngestedDocuments": "ingested_documents",
    "LatencyBucket": "latency_bucket",
    "LatencyReport": "latency_report",
    "NewDocument": "new_document",
    "QueryContextRequest": "query_context_request",
    "QueryMatch": "query_match",
    "QueryResult": "query_result",
    "RunError": "run_error",
    "RunStatus": "run_status",
    "Schedule": "schedule",
    "Span": "span",
    "TokenBucket": "token_bucket",
    "TokenReport": "token_report",
    "Tool": "tool",
    "Trace": "trace",
    "TraceList": "trace_list",
    "UpdateAgentRequest": "update_agent_request",
    "UpdateContextSourceRequest": "update_context_source_request",
    "UsageBucket": "usage_bucket",
    "UsageReport": "usage_report",
    "WindowPart": "window_part",
    "Workflow": "workflow",
    "WorkflowList": "workflow_list",
    "WorkflowRequest": "workflow_request",
    "WorkflowRun": "workflow_run",
    "WorkflowRunList": "workflow_run_list",
    "WorkflowStep": "workflow_step",
}


def __getattr__(name: str) -> object:
    """Import a model when it is first used."""
    from .._runtime import load

    return load(__name__, name, _LAZY)
