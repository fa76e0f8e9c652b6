"""Tallies: how often each question was missed and how long attempts took, added up as results come in."""
