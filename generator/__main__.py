"""Runs the command line for ``python -m generator``."""

from .cli.main import main

main()
