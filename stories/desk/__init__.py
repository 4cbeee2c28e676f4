"""The officers' desk for take-downs: what was found, what is left, who else was asked."""
