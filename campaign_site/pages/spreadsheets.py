"""Exports of the admin's lists that no spreadsheet reads as a formula."""

# Source: OWASP, CSV Injection.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def neutralised(value):
    """Return a text with an apostrophe before it when a spreadsheet would calculate it; the rest unchanged."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


class FormulaSafeExport:
    """Mixed in before Wagtail's list view: every cell of its CSV and XLSX is text or data."""

    def preprocess_field_value(self, field, value, export_format):
        """Neutralise what Wagtail would write."""
        return neutralised(super().preprocess_field_value(field, value, export_format))
