"""Read models of the pages about letters, one module for each page."""
