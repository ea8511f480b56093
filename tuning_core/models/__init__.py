"""Models: what they look like, how they are loaded, where their layers and weights are."""
