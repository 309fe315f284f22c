"""The pages of letters, one module for each noun."""
