"""Certificates of passes: published by their holders, checked by anybody, and signed as Open Badges."""
