"""Courses, lessons, quizzes and who passed them."""
