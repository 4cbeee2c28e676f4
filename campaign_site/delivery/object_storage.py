"""Media in S3-compatible object storage, with the patience of somebody who reads."""

from botocore.config import Config
from storages.backends.s3 import S3Storage

# botocore's own patience is a minute, five times over.
PATIENCE = {"connect_timeout": 2, "read_timeout": 10, "retries": {"total_max_attempts": 2}}


class ObjectStorage(S3Storage):
    """Is made of words and numbers alone: Wagtail writes down of which it is made, for a task that deletes a file.

    (`wagtail.tasks.delete_file_from_storage_task`: whatever is no JSON there leaves the file where it is.)
    """

    def get_default_settings(self):
        """Return django-storages' own, with how long to wait for an answer."""
        return {**super().get_default_settings(), "client_config": Config(**PATIENCE)}
