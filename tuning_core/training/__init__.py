"""Training: the loop, its optimisers and schedules, checkpoints and the run folder."""
