"""The model: who there is, how they behave, the order of a month, and two engines that run it.

It knows no file a user writes, no command and no figure.
"""
