"""Object storage can be described to a task: Wagtail deletes a picture's file by one."""

import json

from django.utils.module_loading import import_string

from campaign_site.settings.environment import env, media_storage


def test_a_file_is_deleted_by_a_task_that_is_told_in_words_where_it_lies(monkeypatch):
    monkeypatch.setitem(env.ENVIRON, "MEDIA_URL_S3", "https://key:secret@files.example/media")
    storage = media_storage()
    kept = import_string(storage["BACKEND"])(**storage["OPTIONS"])
    path, arguments, options = json.loads(json.dumps(kept.deconstruct()))
    again = import_string(path)(*arguments, **options)
    assert type(again) is type(kept) and again.bucket_name == "media"
    assert again.client_config.read_timeout == kept.client_config.read_timeout == 10
