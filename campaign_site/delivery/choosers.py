"""Wagtail's choosers without the inline script that starts each of them: the admin's policy runs none."""

import json

from django.utils.html import escapejs, format_html
from wagtail.admin.widgets import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser


def start_without_script() -> None:
    """Let every chooser write an element that static/js/admin.js starts, in the place of Wagtail's script."""
    BaseChooser.render = render
    # The one of them that is not started by its constructor: the script knows it by this name.
    AdminTaskChooser.js_constructor = "TaskChooser"


def render(self, name, value, attrs=None, renderer=None):
    """Return the chooser and what starts it. As in Wagtail it needs an id, by which the script finds it."""
    value_data = self.get_value_data(value)
    return format_html(
        '{}<widget-start hidden kind="{}" for="{}" options="{}"></widget-start>',
        self.render_html(name, value_data, attrs),
        self.js_constructor,
        attrs["id"],
        escapejs(json.dumps(self.get_js_init_options(attrs["id"], name, value_data))),
    )
