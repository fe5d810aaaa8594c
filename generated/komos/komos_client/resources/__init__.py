# Code generated from specs/komos. DO NOT EDIT.
"""The resources of Komos: reached through a client, imported when first used."""
