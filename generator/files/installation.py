"""Paths of the generator's own files: the runtime and the templates, in a checkout or an installed wheel.

A wheel installs this package as ``clientgen``, with the templates inside; in a checkout they lie beside it.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
RUNTIME = PACKAGE / "runtime"
CHECKOUT = None if (PACKAGE / "templates").is_dir() else PACKAGE.parent
"""The root of the checkout that this runs from; none where it is installed."""
TEMPLATES = (CHECKOUT or PACKAGE) / "templates"
