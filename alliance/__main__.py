"""`python -m alliance` is the command `alliance`."""

from alliance.main import main

main()
