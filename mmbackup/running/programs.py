"""The programs that mmbackup consists of, the broker first."""

import sys
from pathlib import Path

from mmbackup.environment import BASE_DIR, data_folder, env
from mmbackup.running.child import Program

_MANAGE = (sys.executable, str(BASE_DIR / "manage.py"))
_WORKER = [
    "--pool",
    "threads",
    "--concurrency",
    "2",
    "--loglevel",
    "INFO",
    "--without-gossip",
    "--without-mingle",
]
_CELERY = (sys.executable, "-m", "celery", "-A", "mmbackup.celery")


def broker() -> list[Program]:
    """None of ours when REDIS_URL names another."""
    return [] if env.str("REDIS_URL", default="") else [_program("broker", *_MANAGE, "broker")]


def others(*, port: int) -> list[Program]:
    return [
        _program("worker", *_CELERY, "worker", *_WORKER),
        _program("beat", *_CELERY, "beat", "--loglevel", "INFO", "--pidfile="),
        _program("watchdog", *_MANAGE, "watchdog"),
        _program("drives", *_MANAGE, "drives"),
        _program("portal", *_portal(port)),
    ]


def _portal(port: int) -> tuple[str, ...]:
    return (
        *(sys.executable, "-m", "gunicorn", "mmbackup.wsgi:application"),
        *("--bind", f"127.0.0.1:{port}"),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
        *("--keep-alive", "30"),  # seconds: between two clicks a browser's connection stays
        "--no-control-socket",
    )


def _program(name: str, *command: str) -> Program:
    return Program(name, command, log_of(name))


def log_of(name: str) -> Path:
    return data_folder("logs") / "services" / f"{name}.log"
