"""When a copy of something published is too old, and who forgets it then.

`publication` knows whether anything has changed, `purging` has copies forgotten, `remembering` keeps what pages
have in common and `cache_control` says what nobody may keep. Whole pages are kept in `page_cache` and `edge`.
"""
