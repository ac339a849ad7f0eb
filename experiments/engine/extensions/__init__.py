"""What a user's folder or an installed package adds to results: measures and figures of their own."""
