"""The service's pages, as the drills serve them, with the guard taken away that a drill names."""

import os

from config.celery import app as celery
from config.wsgi import application
from tests.drills import mutants

MUTANT = os.environ.get("DRILL_MUTANT", "")


def publishing(environ, start_response):
    if environ["REQUEST_METHOD"] == "POST":
        celery.send_task("notifications.tasks.send")
    return application(environ, start_response)


mutants.apply(MUTANT)
app = publishing if MUTANT == "publish_in_request" else application
