"""What every part of the API shares: rights, pages and problem documents."""
