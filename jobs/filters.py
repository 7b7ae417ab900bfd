"""How the list of one's jobs is narrowed by the API."""

import django_filters as filters

from jobs.models import Job


class JobFilter(filters.FilterSet):
    status = filters.ChoiceFilter(choices=Job.Status.choices)
    kind = filters.CharFilter(max_length=40)

    class Meta:
        model = Job
        fields: list[str] = []
