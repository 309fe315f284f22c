"""Read models for pages, files and the API: one function, one page, a known number of queries."""
