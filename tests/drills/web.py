"""The service's pages, as the drills serve them: one mutant publishes inside what is written."""

import os

from config.celery import app as celery
from config.wsgi import application


def publishing(environ, start_response):
    if environ["REQUEST_METHOD"] == "POST":
        celery.send_task("notifications.tasks.send")
    return application(environ, start_response)


app = publishing if os.environ.get("DRILL_MUTANT") == "publish_in_request" else application
