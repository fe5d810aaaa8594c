# Code generated from specs/kairo. DO NOT EDIT.
"""The resources of Kairo: reached through a client, imported when first used."""
