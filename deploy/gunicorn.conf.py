"""Settings of gunicorn on a server: `gunicorn --config deploy/gunicorn.conf.py cooperation.wsgi`.

Values that differ between offices are read from the file that ENV_FILE names, as Django's settings are.
"""

import os

import environ
from prometheus_client import multiprocess

from cooperation import logs

if env_file := os.environ.get("ENV_FILE"):
    environ.Env.read_env(env_file)

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WORKERS", "3"))
threads = 4
# A worker is replaced after hours under the load of `make deploy-check`. A new one has an empty page cache; the jitter
# prevents several from being replaced at the same time.
max_requests = 200_000
max_requests_jitter = 200_000
timeout = 60  # seconds without a sign of life of a worker; a long export runs in a thread
graceful_timeout = 130  # of a restart: the longest export may end
limit_request_line = 8190  # nginx passes on lines of up to 8 KB
control_socket_disable = True
logconfig_dict = logs.configuration(formatter="json", level="WARNING", security_level="INFO")
logconfig_dict["loggers"]["gunicorn.error"] = {"level": "INFO", "handlers": ["console"], "propagate": False}


def child_exit(server: object, worker: object) -> None:
    """Remove the gauges of a worker that has ended from /metrics; its counts remain."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        multiprocess.mark_process_dead(worker.pid)
