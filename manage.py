#!/usr/bin/env python
"""Django's command line: `python manage.py help` lists what this service can do."""

import os
import sys

from django.core.management import execute_from_command_line

from config.development import adopt_environment

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    adopt_environment(sys.argv)
    execute_from_command_line(sys.argv)
