"""Pictures and videos in lessons: what they may be, where their bytes lie, and how a page shows them."""
