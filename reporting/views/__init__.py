"""The pages about money, by what they show."""
