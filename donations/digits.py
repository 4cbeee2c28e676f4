"""Digits as people type them in the languages of this site. Pure."""

# For `str.translate`: the digits of Arabic and of Persian as western ones, and no other script's.
WESTERN = {ord(digit): str(value) for row in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for value, digit in enumerate(row)}
