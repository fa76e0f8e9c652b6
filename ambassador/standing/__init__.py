"""The one question that needs them all: is this person a cleared ambassador at time t?"""
