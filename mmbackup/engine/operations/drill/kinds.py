"""The kinds of content that a drill opens, as its log and its page call them."""

SQLITE, LDIF, WAV, MIME = "SQLite", "LDIF", "WAV", "MIME"
POSTGRESQL, ROLES, MARIADB, REDIS = "PostgreSQL", "PostgreSQL roles", "MariaDB", "Redis"
QUEUE, MBOX = "mail queue", "mbox"
