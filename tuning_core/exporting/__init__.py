"""Writing what was learned for other programs, and reading it back."""
