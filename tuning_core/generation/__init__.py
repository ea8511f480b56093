"""How replies are made: the settings, when a reply ends, and what is told of each of its tokens."""
