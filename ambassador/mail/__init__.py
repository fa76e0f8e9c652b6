"""The outbox of letters and its sender."""
