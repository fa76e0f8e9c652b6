"""Writing guidelines: drafts, reviews, and what is compared with what."""
