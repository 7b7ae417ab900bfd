"""What Celery is told: each setting of reliability 1.3, as the running application has it."""

import importlib

from config.celery import app

CONF = {
    # A wake-up is acknowledged at once and may be lost: what is to be done stands in rows.
    "task_ignore_result": True,
    "result_backend": None,
    "task_acks_late": False,
    "task_time_limit": 60,
    "task_soft_time_limit": 50,
    "worker_prefetch_multiplier": 1,
    "worker_pool": "prefork",  # others stopped consuming after a lost broker
    "worker_eta_task_limit": 100,  # a guard alone: nothing has an ETA
    "worker_max_tasks_per_child": 500,
    "worker_max_memory_per_child": 400_000,  # kB
    "worker_send_task_events": False,
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,  # for ever
    "broker_transport_options": {
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "health_check_interval": 10,
        "visibility_timeout": 600,
    },
    # Beat ticks every so many seconds, in UTC: hours on a wall are our own work.
    "timezone": "UTC",
    "enable_utc": True,
    "beat_scheduler": "celery.beat:PersistentScheduler",
}


def test_the_application_has_every_setting():
    assert {name: app.conf[name] for name in CONF} == CONF


def test_beat_wakes_tasks_that_exist_by_seconds_and_each_wake_up_expires():
    app.loader.import_default_modules()
    for name, entry in app.conf.beat_schedule.items():
        module = entry["task"].rpartition(".")[0]
        importlib.import_module(module)
        assert entry["task"] in app.tasks, name
        assert isinstance(entry["schedule"], float), name
        assert 0 < entry["options"]["expires"] <= max(entry["schedule"], 10), name
