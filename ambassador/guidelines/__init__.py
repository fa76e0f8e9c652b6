"""The rules of play: versions and acknowledgements."""
