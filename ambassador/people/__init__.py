"""Who works here: persons, teams, roles, sign-in and the roster."""
