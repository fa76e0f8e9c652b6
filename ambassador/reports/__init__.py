"""What leadership sees: figures about groups, never about a person; reads only."""
