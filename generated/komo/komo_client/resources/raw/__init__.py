# Code generated from specs/komo. DO NOT EDIT.
"""The resources of Komo, answering with `Response`: reached through `with_raw_response`."""
