"""Conditions on a page that are long to write: built and compiled once in a process, asked of every row anew.

Building and compiling the gate of a story takes Django longer than answering it takes the database. What changes
from one reading to the next is left open: the outer row, and the time.
"""

from collections.abc import Callable
from functools import cache

from django.db import models
from django.db.models import Exists, Expression, F, Subquery
from django.utils import timezone

OUTER_KEY = "{outer key}"


class Moment(Expression):
    """The time at which a query is asked, as an aware UTC time or its day; only for use in a `CompiledOnce`."""

    def __init__(self, output_field: models.Field | None = None):
        super().__init__(output_field=output_field or models.DateTimeField())

    def date(self) -> "Moment":
        """Return the day of that time, as `datetime.date()` does."""
        return Moment(models.DateField())

    def as_sql(self, compiler, connection):
        """Leave a place for the time, which `CompiledOnce` fills in."""
        return "%s", [self]

    def read(self, connection):
        """Return the time of now as the database takes it."""
        now = timezone.now()
        is_day = not isinstance(self.output_field, models.DateTimeField)
        return self.output_field.get_db_prep_value(now.date() if is_day else now, connection)


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
        """Fill in the outer row's key and the time."""
        key, _nothing = compiler.compile(self.key)
        sql, params = _compiled(self.build, self.column, connection.alias)
        filled_in = [param.read(connection) if isinstance(param, Moment) else param for param in params]
        return sql.replace(OUTER_KEY, key), filled_in


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
    sql, params = the_row.query.get_compiler(using).compile(question)
    return sql, list(params)
