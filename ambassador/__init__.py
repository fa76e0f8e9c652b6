"""A tracker for employee ambassador programmes, with an honest estimate of their combined reach."""
