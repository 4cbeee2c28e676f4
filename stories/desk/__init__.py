"""The officers' desk, below /admin/: people's records, what is sealed of them, their consents, take-downs."""
