"""What Wagtail's admin does otherwise here, wherever it is shown."""
