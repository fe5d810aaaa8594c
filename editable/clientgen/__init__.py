"""What a wheel installs as ``clientgen``, for an editable install: the folder ``generator/`` as it stands here."""

from pathlib import Path

__path__ = [str(Path(__file__).resolve().parents[2] / "generator")]
