"""What the public numbers are read from."""

from django.db import models


class Tally(models.Model):
    """What one change did to one public number; the sum of these is the number (donations/totals.py).

    Triggers add rows, in the transaction of what they count; nobody waits for anybody. The periodic work folds
    them together. `minor` and `pledges` are what is added, negative where something is taken away.
    """

    class What(models.TextChoices):
        """The four numbers, side by side and never mixed."""

        PROMISED = "promised"
        LAPSED = "lapsed"
        RECEIVED = "received"
        RETURNED = "returned"

    programme = models.UUIDField()
    currency = models.CharField(max_length=3)
    what = models.CharField(max_length=8, choices=What)
    minor = models.BigIntegerField()
    pledges = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(what__in=["promised", "lapsed", "received", "returned"]),
                name="tally_what_is_known",
            )
        ]

    def __str__(self):
        return f"{self.what} {self.currency}"
