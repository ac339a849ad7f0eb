"""Which settings to try: axes of values, samples, tables of settings, experiment files."""
