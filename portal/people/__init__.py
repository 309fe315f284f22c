"""Organisations, users and memberships, each with the dates they hold."""
