"""What `dev.py` is made of: standard library only, no Django, loadable before anything is installed."""
