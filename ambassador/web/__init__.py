"""The shell: knows HTTP, and no subject."""
