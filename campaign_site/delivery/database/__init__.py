"""What the site asks of its databases beyond Django: rules as triggers, patience, and settings that are safe.

`triggers` installs what apps register, `trigger_sql` words it for both databases. `sqlite_turns` and `postgresql`
say how each of them is waited for, `checks` which settings would lose or keep what they must not. `compiled_once`
and `prepared_queries` save Django the writing of what every rendering asks.
"""
