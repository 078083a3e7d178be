"""Settings of a test process: the product's own, in a data folder that ends with the process."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="mmbackup-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["MMBACKUP_DATA_DIR"] = _folder
os.environ.pop("REDIS_URL", None)
os.environ.pop("DATABASE_URL", None)
if os.environ.get("MMBACKUP_TEST_DATABASE") == "postgresql":
    from tests.postgresql import postgresql_url

    os.environ["DATABASE_URL"] = postgresql_url()

from mmbackup.settings import *  # noqa: E402, F403  the environment comes first
from mmbackup.settings import DATABASES  # noqa: E402  the same

if "sqlite3" in DATABASES["default"]["ENGINE"]:  # a file, so that other processes see it too
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(_folder, "db", "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # tests/own_disk.py says why
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick, for made-up accounts
