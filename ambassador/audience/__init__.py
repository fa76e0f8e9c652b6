"""Channels and how many people follow each ambassador there."""
