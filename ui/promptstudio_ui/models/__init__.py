"""The models: which exist, which are on this machine, and downloading them."""
