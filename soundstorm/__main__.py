"""`python -m soundstorm`."""

from soundstorm.cli import main

main()
