"""Many settings: plan, workers, chunks, receipts; what was begun goes on."""
