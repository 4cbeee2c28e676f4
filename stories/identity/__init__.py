"""The identity check: what in a text would give somebody away, named by kind and place and never by its words.

`letters`, `dates`, `patterns` and `matching` are pure: texts in, findings out, no Django. The rest reads
texts from the site (`texts`), terms from the vaults (`everybody`), and keeps what was found (`findings`).
"""
