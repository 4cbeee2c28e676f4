"""People who sign in. `UserFactory(role="Writer")` has that role."""

from datetime import timedelta

import factory
from django.contrib.auth.models import Group
from django.utils import timezone

from campaign_site.accounts import signing_in
from campaign_site.accounts.models import User

PASSWORD = "long enough for anyone"


class UserFactory(factory.django.DjangoModelFactory):
    """A user without any right, unless `role` or `is_superuser` say otherwise."""

    email = factory.Sequence(lambda n: f"user{n}@example.org")
    first_name = "Ada"
    last_name = factory.Sequence(lambda n: f"Example {n}")

    class Meta:
        model = User
        skip_postgeneration_save = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        create = model_class.objects.create_superuser if kwargs.pop("is_superuser", False) else None
        return (create or model_class.objects.create_user)(kwargs.pop("email"), PASSWORD, **kwargs)

    @factory.post_generation
    def role(user, create, name, **kwargs):
        """Give the role of this name."""
        if create and name:
            user.groups.add(Group.objects.get(name=name))


def signed_in(client, *, ago: timedelta) -> None:
    """Let the client's session be one that began so long ago; its user may have signed in elsewhere just now."""
    session = client.session
    session[signing_in.KEY] = (timezone.now() - ago).isoformat()
    session.save()
