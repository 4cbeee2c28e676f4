"""Signs in as a person does: by the forms, with password and code."""

from django.test import Client
from django.urls import reverse

from tests.factories.accounts import PASSWORD, code_now


def type_password(client: Client, email: str, password: str = PASSWORD, **data):
    """Send the first step; return the answer."""
    return client.post(reverse("account_login"), {"login": email, "password": password, **data})


def type_code(client: Client, code: str, **data):
    """Send the second step; return the answer."""
    return client.post(reverse("mfa_authenticate"), {"code": code, **data})


def sign_in(user, client: Client | None = None, *, steps: int = 0) -> Client:
    """Sign in by both steps, with a code so many half minutes from now; return the client."""
    client = client or Client()
    assert type_password(client, user.email).headers["Location"] == reverse("mfa_authenticate")
    answer = type_code(client, code_now(steps=steps))
    assert answer.status_code == 302, answer.context["form"].errors
    return client


def confirm(client: Client, *, steps: int = 0, to: str = "/admin/"):
    """Show the second factor once more; return the answer."""
    return client.post(reverse("mfa_reauthenticate"), {"code": code_now(steps=steps), "next": to})
