"""What the demonstration has already made, so that nothing comes twice or comes back."""

from django.db import models


class DemoRecord(models.Model):
    """One thing that `manage.py demo` made, for example `page:about:fr`. It stays when the thing is deleted."""

    key = models.CharField(max_length=120, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.key
