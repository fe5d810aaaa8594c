# Code generated from specs/kairo. DO NOT EDIT.
"""The resources of Kairo, answering with `Response`: reached through `with_raw_response`."""
