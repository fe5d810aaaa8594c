# Code generated from specs/komo. DO NOT EDIT.
"""The resources of Komo: reached through a client, imported when first used."""
