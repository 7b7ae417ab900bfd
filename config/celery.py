"""The Celery application: its settings are the CELERY_ ones of Django's, its tasks the apps'."""

import gc
import os

from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("wksbm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def _keep_what_is_imported(**_facts: object) -> None:
    """Spare the collector what stays anyway: amid a million messages it looked there each time."""
    gc.freeze()
