"""`make bench`. To add a measure: a module here with `measure() -> list[Row]`, its name in `__main__.MEASURES`.

`table` has rows and limits, `asking` counts what one request costs, `site` fills a database and serves it;
`alone` gives each measure a process, a folder and a database of its own.
"""
