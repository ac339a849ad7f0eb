"""Runs of one setting beside their twins, measured; one run again, or looked into closely."""
