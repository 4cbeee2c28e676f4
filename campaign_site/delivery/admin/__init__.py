"""What Wagtail's admin does otherwise here, wherever it is shown: choosers, screens, and forms of two at once."""
