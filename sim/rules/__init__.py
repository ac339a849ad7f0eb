"""How actors behave: a file a subject, each rule a short scalar function that both engines call.

A1 to G7 are claims of the source paper [DuLi]; X marks what was added to make the model run. Works stand by
their keys in `docs/bibliography.md`. Trust is what a state has learnt that its partner keeps of what is
expected of it. Payoff has no unit: only its size against 1 / slope matters. A rule that ends in `_next` gives
next month's value of what it names.
"""
