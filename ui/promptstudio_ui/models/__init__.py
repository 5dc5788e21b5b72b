"""Which models there are, which of them are on this machine, and fetching the others."""
