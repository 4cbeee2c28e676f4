"""Conditions on a page that are long to write: built and compiled once in a process, asked of every row anew.

Building and compiling the gate of a story takes Django longer than answering it takes the database. What changes
from one reading to the next is left open: the outer row, and what a `WhenAsked` reads, such as the time. Whole
queries are compiled once by `prepared_queries.py`, which uses these conditions as they are.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Exists, Expression, F, Subquery
from django.utils import timezone

OUTER_KEY = "{outer key}"
_leaves_open: ContextVar[bool] = ContextVar("leaves_open", default=False)


class LeftOpen(Expression):
    """A value that is read when a question is asked, not when it is compiled.

    Whatever may become a part of a `CompiledOnce` or a `Prepared` takes from it what changes by itself, such as
    the time. In any other query, which is compiled whenever it is asked, it is read at once.
    """

    def as_sql(self, compiler, connection):
        """Leave a place for the value, which `filled_in` fills."""
        return "%s", [self] if _leaves_open.get() else [self.read(connection, {})]

    def read(self, connection, known: dict) -> Any:
        """Return the value of now as the database takes it; `known` is what this question knows already."""
        raise NotImplementedError


class WhenAsked(LeftOpen):
    """What `source` returns, or `take` takes of it. One question reads each source once, for all its parts."""

    def __init__(
        self, source: Callable[[], Any], output_field: models.Field, take: Callable[[Any], Any] | None = None
    ):
        super().__init__(output_field=output_field)
        self.source, self.take = source, take

    def read(self, connection, known: dict) -> Any:
        """Read the source unless this question has read it."""
        if self.source not in known:
            known[self.source] = self.source()
        value = known[self.source]
        return self.output_field.get_db_prep_value(self.take(value) if self.take else value, connection)


class Moment(WhenAsked):
    """The time at which a query is asked, as an aware UTC time or its day."""

    def __init__(self, is_day: bool = False):
        field, take = (models.DateField(), datetime.date) if is_day else (models.DateTimeField(), None)
        super().__init__(_now, field, take)

    def date(self) -> "Moment":
        """Return the day of that time, as `datetime.date()` does."""
        return Moment(is_day=True)


def _now() -> datetime:
    return timezone.now()


class CompiledOnce(Expression):
    """What `build()` says of the outer row: a queryset of the same model, or of one that shares its key.

    With a column's name, its value for the row (`output_field` is the field); without, whether the row is in it.
    `build` is a function of a module and takes the time, if it needs it, from a `Moment`. It is asked once.
    """

    def __init__(self, build: Callable[[], models.QuerySet], column="", output_field: models.Field | None = None):
        super().__init__(output_field=output_field or models.BooleanField())
        self.build, self.column, self.key = build, column, F("pk")

    def get_source_expressions(self):
        """Return the outer row's key, which Django resolves in whatever query this becomes a part of."""
        return [self.key]

    def set_source_expressions(self, exprs):
        """Take the key as Django resolved it."""
        (self.key,) = exprs

    def as_sql(self, compiler, connection):
        """Fill in the outer row's key, and what is read now unless all around it is yet to be asked."""
        key, _nothing = compiler.compile(self.key)
        sql, params = _compiled(self.build, self.column, connection.alias)
        sql = sql.replace(OUTER_KEY, key)
        return sql, list(params) if _leaves_open.get() else filled_in(params, connection)


def filled_in(params: Iterable, connection, given: Mapping[str, Any] | None = None) -> list:
    """Return the parameters of a question that is asked now, and told these values."""
    known: dict = dict(given or {})
    return [param.read(connection, known) if isinstance(param, LeftOpen) else param for param in params]


@contextmanager
def left_open() -> Iterator[None]:
    """Compile a query around such conditions without asking it: what they read stays to be filled in."""
    before = _leaves_open.set(True)
    try:
        yield
    finally:
        _leaves_open.reset(before)


class _OuterKey(Expression):
    def as_sql(self, compiler, connection):
        return OUTER_KEY, ()


class ExistsApart(Exists):
    """`Exists` for a condition of many parts: PostgreSQL plans each by itself.

    Else it joins them all, and takes longer to choose an order for a dozen tables than to read a row of each.
    """

    def as_postgresql(self, compiler, connection, **options):
        """Return what the planner does not turn into a join."""
        sql, params = self.as_sql(compiler, connection, **options)
        return f"{sql} IS TRUE", params


@cache
def _compiled(build: Callable[[], models.QuerySet], column: str, using: str) -> tuple[str, list]:
    the_row = build().filter(pk=_OuterKey(output_field=models.BigIntegerField()))
    the_row = the_row.order_by().values(column or "pk")
    # Names that no outer query has, of its own or as a part of another.
    the_row.query.change_aliases({name: f"asked{number}" for number, name in enumerate(the_row.query.alias_map)})
    question = Subquery(the_row) if column else ExistsApart(the_row)
    with left_open():
        sql, params = the_row.query.get_compiler(using).compile(question)
    return sql, list(params)
