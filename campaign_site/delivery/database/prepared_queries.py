"""Queries that every rendering asks in the same shape: built and compiled once in a process, asked anew each time.

Django takes several times as long to build and compile such a query as a database to answer it. Only the text is
kept, no answer: what the database says now is what counts.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

from campaign_site.delivery.database.compiled_once import LeftOpen, filled_in, left_open

# What a compiler knows of the columns once it has compiled, and Django reads to make rows of them.
KNOWN_COLUMNS = ("select", "klass_info", "annotation_col_map", "col_count", "has_extra_select")


class Given(LeftOpen):
    """A value that is told when a `Prepared` is asked, by this name; the field says how the database takes it."""

    def __init__(self, name: str, output_field: models.Field):
        super().__init__(output_field=output_field)
        self.name = name

    def read(self, connection, known: dict) -> Any:
        """Return what was told, as the database takes it."""
        return self.output_field.get_db_prep_value(known[self.name], connection)


class Prepared:
    """A queryset of one shape; `build` returns it, with a `Given` for each value that changes.

    Calling it with those values asks the database and returns a list: what a list of a queryset would hold. It is
    no queryset, so that nobody narrows it further and is not heard.
    """

    def __init__(self, build: Callable[[], models.QuerySet]):
        self.build = build

    def __call__(self, **given: Any) -> list:
        asked = self._queryset.all()
        asked.query.given = given
        return list(asked)

    @cached_property
    def _queryset(self) -> models.QuerySet:
        queryset = self.build()
        # As Django itself makes a query another kind: set anew, it would return other rows for `values_list`.
        queryset.query.__class__ = _PreparedQuery
        queryset.query.compiled = {}
        return queryset


class _PreparedQuery(Query):
    """A query that hands out compilers which have compiled already."""

    compiled: dict[str, tuple]
    given: dict[str, Any]

    def get_compiler(self, using=None, connection=None, elide_empty=True) -> SQLCompiler:
        compiler = super().get_compiler(using, connection, elide_empty)
        alias = compiler.connection.alias
        if alias not in self.compiled:
            with left_open():
                sql, params = compiler.as_sql()
            self.compiled[alias] = sql, params, {name: getattr(compiler, name) for name in KNOWN_COLUMNS}
        sql, params, columns = self.compiled[alias]
        vars(compiler).update(columns, as_sql=lambda: (sql, filled_in(params, compiler.connection, self.given)))
        return compiler
