"""When a copy of something published is too old, and who forgets it then.

`publication` knows whether anything has changed, `every_copy` has all copies forgotten, `remembering` keeps what
pages have in common and `cache_control` says what nobody may keep. Whole pages lie in `page_cache` and `edge`.
"""
