"""Cycles of training: by when to pass a course, for how long a pass counts, and who need not."""
