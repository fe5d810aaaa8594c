"""Lets ``python -m generator`` be the command line."""

from .cli import main

main()
