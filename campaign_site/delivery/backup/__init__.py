"""Backups, and what no backup undoes.

`manage.py backup` and `restore` make a folder (`backup_folder`) around a copy of the database (`database_copy`);
`taken_back` holds what people took back since.
"""
