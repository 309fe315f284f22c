"""Føring 4: the common guidelines and the information about AI to ministry staff."""
