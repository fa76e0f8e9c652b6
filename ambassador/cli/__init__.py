"""The `ambassador` command."""
