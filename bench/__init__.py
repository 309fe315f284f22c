"""Figures against floors, measured in turns: `python3 dev.py bench [NAME …]`."""
