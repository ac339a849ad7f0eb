"""Many runs: design → plan → runner → store, one scenario at close range, and the docking of the two
engines.
"""
