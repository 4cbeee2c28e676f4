"""Every kind of place that a story could still be at after a take-down: one family a file, with `look(case)`."""
