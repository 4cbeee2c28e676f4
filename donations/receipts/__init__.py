"""Receipts for money that came: their numbers, how much of each went back, the pages, the mail, the check."""
