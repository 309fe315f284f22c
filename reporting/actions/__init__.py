"""What can be done with the money, split by noun."""
