"""The ledger of claims: what the theory says, what carries and tests it, and what came of it."""
