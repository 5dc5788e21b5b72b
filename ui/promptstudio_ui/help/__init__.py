"""Help in one place: the pages of the documentation, and the log."""
