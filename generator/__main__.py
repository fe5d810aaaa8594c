"""Lets ``python -m generator`` be the command line."""

from .cli.main import main

main()
