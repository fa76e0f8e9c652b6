"""Bringing the staff roster in: read, preview, confirm."""
