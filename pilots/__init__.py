"""Føring 1: coordination, sharing of experience and trials of AI in the ministries."""
