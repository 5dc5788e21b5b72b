"""What was done, as a strip of cards."""
