"""Føring 3: the course about AI given by Departementsakademiet."""
