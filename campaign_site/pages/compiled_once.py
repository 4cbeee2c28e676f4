"""Conditions on a page that are long to write: built and compiled once in a process, asked of every row anew.

Django takes five times longer to build and compile the gate of a story than the database takes to answer it
(`make bench ONLY=pages`). What changes from one reading to the next is left open: the outer row, and the time.
"""

from collections.abc import Callable
from functools import cache

from django.db import connections, models
from django.db.models import Expression, F
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


@cache
def _compiled(build: Callable[[], models.QuerySet], column: str, using: str) -> tuple[str, list]:
    the_row = build().filter(pk=_OuterKey(output_field=models.BigIntegerField()))
    query = the_row.order_by().values(column or "pk").query
    if not column:
        query = query.exists()
    # Names that no outer query has, of its own or as a part of another.
    query.change_aliases({alias: f"asked{number}" for number, alias in enumerate(query.alias_map)})
    sql, params = query.get_compiler(connection=connections[using]).as_sql()
    return f"({sql})" if column else f"EXISTS ({sql})", list(params)
