"""Receipts of acknowledgements, and the pack for an auditor."""
