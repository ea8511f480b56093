"""Writing the tuned model to a folder of its own, for other programs and other people."""
