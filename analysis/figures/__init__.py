"""Pictures, a file each: arrays and tables in, a matplotlib `Figure` out; `style.save` writes it."""
