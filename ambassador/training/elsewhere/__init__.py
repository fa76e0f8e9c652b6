"""Courses that people passed elsewhere: in a classroom, or in another system."""
