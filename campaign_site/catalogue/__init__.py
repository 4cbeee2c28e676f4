"""The living catalogue of what pages are made of. Mounted by `settings.dev` alone, at /<language>/design/."""
