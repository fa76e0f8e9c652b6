"""The append-only evidence ledger."""
