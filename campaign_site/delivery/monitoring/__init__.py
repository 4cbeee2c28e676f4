"""What whoever runs the site sees of it: logs, figures, health, reports of errors. None of it names a reader."""
