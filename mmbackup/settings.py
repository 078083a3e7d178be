"""Django's settings. What an installation may change stands in environment.py."""

from datetime import timedelta
from pathlib import Path

from whitenoise.compress import Compressor
from xstatic.pkg import roboto_fontface

from mmbackup.environment import (
    BASE_DIR,
    data_folder,
    database,
    env,
    redis_url,
    secret_key,
    time_zone,
    trusted_proxies,
)

SECRET_KEY = secret_key()
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", ".localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_celery_beat",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_include_bootstrap",
    "django_htmx",
    "mmbackup",
    "portal",
]
MIDDLEWARE = [
    "portal.metrics.before_all_else.before_all_else",
    "portal.proxies.FromTrustedProxies",
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.live.signed_out.whole_page_when_led_away",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "portal.access.RoleOfAddress",
    "portal.middleware.actor_of_request",
    "portal.middleware.SiteOfRequest",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.accounts.session_limits.SessionLimits",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "mmbackup.urls"
WSGI_APPLICATION = "mmbackup.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.page",
            ]
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {"default": database()}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/accounts/login/"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "portal.accounts.backend.MemberBackend"]
SESSION_COOKIE_AGE = 7 * 24 * 3600  # the longest that an administrator may choose; portal/accounts ends them

ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "portal.accounts.forms.LoginForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # nobody signs up; administrators add people
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "10/300s/key"}  # by address, axes counts
MFA_ADAPTER = "portal.accounts.mfa_adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a code before and after: telephones' clocks are not this server's
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}
AXES_HANDLER = "portal.accounts.lockout.LockoutHandler"
AXES_LOCKOUT_CALLABLE = "portal.accounts.lockout.locked_page"
AXES_CLIENT_IP_CALLABLE = "portal.accounts.lockout.address_of"
AXES_USERNAME_CALLABLE = "portal.accounts.lockout.name_tried"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "username", "ip_address"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are ours
AXES_VERBOSE = False
# Shared by the portal's processes: how often a code was tried, and which one was used.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cached"}}

SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
HTTPS = env.bool("HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]  # asked for beside the web server
TRUSTED_PROXIES = trusted_proxies()
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # FromTrustedProxies drops others' word
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for subdomains: other machines below our name are not ours to decide about
    "security.W021",  # browsers' preload list is for names in the public internet
]

LANGUAGE_CODE = "en-us"
TIME_ZONE = time_zone()
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = data_folder("static")
LABEL_FONTS = Path(roboto_fontface.BASE_DIR) / "fonts" / "roboto"  # printed labels, in page and PDF alike
STATICFILES_DIRS = [BASE_DIR / "static", ("labels/fonts", LABEL_FONTS)]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
# Once collected they are served compressed; until then, as in tests, from where they lie.
WHITENOISE_USE_FINDERS = not (Path(STATIC_ROOT) / "css" / "bootstrap.min.css.gz").exists()

CELERY_BROKER_URL = redis_url()
CELERY_TASK_IGNORE_RESULT = True  # outcomes are durable facts in the database, not messages
CELERY_RESULT_EXPIRES = None  # no results, hence no nightly clean-up of them in beat's schedule
# The broker is only a doorbell: a message that is lost is handed over again by the watchdog, from the
# database. So none waits unacknowledged for hours, and the visibility timeout cannot start a run twice.
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_DISABLE_PREFETCH = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 12 * 3600}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5  # a changed schedule is seen within seconds
DJANGO_CELERY_BEAT_TZ_AWARE = True

LOG_RETENTION_DAYS = env.int("LOG_RETENTION_DAYS", default=365)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"axes": {"level": "ERROR"}},  # what it tells stands in the Administration History
}
