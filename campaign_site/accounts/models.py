"""People who work in the admin. Survivors and supporters have no account."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager, Permission
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

# Apps whose records and pages are survivors'.
OF_SURVIVORS = frozenset({"consent", "stories"})


class UserManager(BaseUserManager):
    """Creates users who sign in with their mail address."""

    def create_user(self, email, password=None, **fields):
        """Create a user without any right. Raises ValueError without a mail address."""
        if not email:
            raise ValueError("A user needs a mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Create an administrator of the machine; editors get a role instead."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        """Find a user whatever the case of the typed address."""
        return self.get(email__iexact=email)


class User(AbstractUser):
    """Somebody of IOM who signs in with a mail address and has one or more roles (groups)."""

    username = None
    email = models.EmailField(_("mail address"), unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects = UserManager()

    class Meta(AbstractUser.Meta):
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_whatever_case")]

    def __str__(self):
        return f"User {self.pk}"

    @property
    def mail_language(self) -> str:
        """The language in which this user reads the admin, and mails about it."""
        profile = getattr(self, "wagtail_userprofile", None)
        return (profile and profile.preferred_language) or settings.LANGUAGE_CODE

    def has_perm(self, perm, obj=None):
        """Whether this user may (`app_label.codename`): the one question, whoever asks it and wherever.

        Superusers keep the machine: being one grants nothing of what is survivors'; a role does.
        """
        app_label, _dot, codename = perm.partition(".")
        if not self.is_superuser or app_label not in OF_SURVIVORS:
            return super().has_perm(perm, obj)
        granted = Permission.objects.filter(content_type__app_label=app_label, codename=codename)
        return self.is_active and granted.filter(models.Q(group__user=self) | models.Q(user=self)).exists()


class EditorSession(AbstractBaseSession):
    """A session, and for the person whose it is, where it is from. Rows are written by `sessions.py` alone.

    Without a user: somebody on the way through the sign-in. No address is kept.
    """

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    reference = models.CharField(max_length=20, help_text="Names the session on screens, where its key never is.")
    browser = models.CharField(max_length=60, help_text="In words, such as Firefox, Linux.")
    signed_in_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"Session {self.reference}"

    @classmethod
    def get_session_store_class(cls):
        """Return the store that writes these rows."""
        from campaign_site.accounts.sessions import SessionStore

        return SessionStore


class KnownPlace(models.Model):
    """A browser and network from which somebody has signed in, as an HMAC: it says neither."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="known_places")
    mark = models.CharField(max_length=64)
    seen_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "mark"], name="known_place_once")]

    def __str__(self):
        return f"Known place {self.pk}"
