"""The first and the last day of a term, as columns of a row."""

from django.db.models import DateField, Func


class FirstDay(Func):
    function = "lower"
    output_field = DateField()


class LastDay(Func):
    """PostgreSQL keeps the day after the last; an open term has none."""

    template = "(upper(%(expressions)s) - 1)"
    output_field = DateField()
