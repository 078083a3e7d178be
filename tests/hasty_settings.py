"""The product's settings with a broker that believes after a second that a message was lost."""

from mmbackup.settings import *  # noqa: F403

CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 1}
