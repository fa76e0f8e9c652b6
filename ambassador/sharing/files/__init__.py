"""Reads the files in which channels hand out lists of followers, one person at a time, in little memory."""
