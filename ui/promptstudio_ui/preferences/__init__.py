"""What a person set once for all documents."""
