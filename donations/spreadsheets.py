"""Exports that a spreadsheet cannot run: what begins like a formula is forced to be text.

Source: OWASP, CSV Injection.
"""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def neutralised(value):
    """Return text with an apostrophe before what a spreadsheet would calculate; other values as they are."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


class FormulaSafeExport:
    """Mixed in before Wagtail's list view: every cell of its CSV and XLSX is data."""

    def preprocess_field_value(self, field, value, export_format):
        """Neutralise what Wagtail would write. In XLSX its own writer marks the cell as a string besides."""
        return neutralised(super().preprocess_field_value(field, value, export_format))
