"""From files to batches: rows, conversations, examples, batches."""
