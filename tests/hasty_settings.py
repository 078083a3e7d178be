"""The product's settings with a broker that believes after a second that a message was lost, and looks each second."""

from mmbackup.settings import *  # noqa: F403

CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 1,
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
}
