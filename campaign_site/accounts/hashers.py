"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class SmallArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id with what OWASP's Password Storage Cheat Sheet asks for: 19 MiB, two passes, one lane.

    Django takes 100 MiB and eight lanes for each try: fifty strangers at the sign-in took a gigabyte and the site.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
