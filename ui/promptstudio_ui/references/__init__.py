"""The reference images."""
