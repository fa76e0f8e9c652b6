"""How courses go: who has come how far, what is missed and how long it takes; figures only."""
