"""Officers with some permissions each, signed in."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission


def sign_in(client, *permissions, **flags):
    """Sign a new user in who may use the admin and has these permissions; return the client."""
    number = get_user_model().objects.count()
    user = get_user_model().objects.create_user(f"u{number}@example.org", "secret", **flags)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *permissions]))
    client.force_login(user)
    return client
