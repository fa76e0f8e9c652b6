"""Questions beside guidelines and lessons, and their answers."""
