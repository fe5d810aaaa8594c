# Code generated from specs/komos. DO NOT EDIT.
"""The resources of Komos, answering with `Response`: reached through `with_raw_response`."""
