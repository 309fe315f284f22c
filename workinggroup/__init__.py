"""Føring 2: the cross-ministry working group, its needs and priorities."""
