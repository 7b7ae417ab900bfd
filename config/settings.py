"""All settings of the service, safe by default; a machine differs by its environment alone.

`.env.example` lists every variable that is read here.
"""

from datetime import timedelta
from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict
from whitenoise.compress import Compressor

from config import embedded, env
from config.schedule import SCHEDULE
from config.schema_names import ENUM_NAMES

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", "") or BASE_DIR / "var")

# --- The machine -----------------------------------------------------------------------------

DEBUG = env.flag("DEBUG")
DEMO = env.flag("DEMO")  # sign-in buttons, CONTOH on every page, the mail catcher's page
DEMO_SIGN_INS = [
    "koordinator",
    "sekretaris",
    "bendahara",
    "tksk",
    "dinas",
    "penyetuju",
    "pkk",
    "auditor",
    "operator",
    "relawan",
    "dinas-beltim",
    "petugas-beltim",
    "penyetuju-beltim",
    "dinas-buleleng",
    "dinas-muba",
    "dinas-bursel",
]
SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
# What NIK and account numbers are sealed with, and found by: see common/vault.py.
VAULT_KEYS = env.words("VAULT_KEYS")
VAULT_INDEX_KEYS = env.words("VAULT_INDEX_KEYS")
HTTPS = env.flag("HTTPS", default=True)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost 127.0.0.1 [::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
PROXY_COUNT = env.number("PROXY_COUNT", 0)

# --- The parts -------------------------------------------------------------------------------

INSTALLED_APPS = [
    "config",
    "portal",
    "notifications",
    "programme",
    "stipends",
    "meetings",
    "volunteers",
    "wksbm",
    "people",
    "papers",
    "spreadsheets",
    "jobs",
    "audit",
    "accounts",
    "regions",
    "common",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pghistory",
    "pgtrigger",
    "rest_framework",
]

MIDDLEWARE = [
    "config.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "config.middleware.LanguageMiddleware",
    "config.errors.ErrorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.TokenMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SecondStepMiddleware",
    "audit.middleware.WhoMiddleware",
    "jobs.middleware.IdempotencyMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "jobs.context.idempotency_key",
                "portal.context.shell",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Where the data are ----------------------------------------------------------------------

DATABASE_URL = env.text("DATABASE_URL", embedded.database_url())
REDIS_URL = env.text("REDIS_URL", embedded.redis_url())

_url = {key: str(value) for key, value in conninfo_to_dict(DATABASE_URL).items()}
_parts = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
DATABASE_OPTIONS = {
    **{key: value for key, value in _url.items() if key not in _parts},
    "pool": {"min_size": 1, "max_size": env.number("DATABASE_POOL", 16), "timeout": 10},
    "prepare_threshold": 0,  # Django's None would prepare nothing
}
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **{part: _url.get(key, "") for key, part in _parts.items()},
        "OPTIONS": DATABASE_OPTIONS,
    },
}

# Private files: in a folder, or in a bucket of an S3-compatible store when one is named.
S3_BUCKET = env.text("S3_BUCKET", "")
S3_ENDPOINT_URL = env.text("S3_ENDPOINT_URL", "")
S3_REGION = env.text("S3_REGION", "us-east-1")
S3_ACCESS_KEY = env.text("S3_ACCESS_KEY", "")
S3_SECRET_KEY = env.text("S3_SECRET_KEY", "")
STORAGES = {
    "default": {
        "BACKEND": "config.s3.PrivateS3Storage"
        if S3_BUCKET
        else "django.core.files.storage.FileSystemStorage"
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "files"  # private: served by scoped views only, there is no MEDIA_URL
# Where nginx stands in front: its internal address of MEDIA_ROOT, so that it sends what views let.
ACCEL_PREFIX = env.text("ACCEL_PREFIX", "")
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", "") or VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # every page names those: half the work and the space
# Debuggers' maps are seldom fetched, and compressing them took twenty of thirty seconds.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
MAIL_CATCHER_DIR = VAR_DIR / "mail"

# Counts that must hold for all processes, such as guesses of second steps, are few and stand in
# the database: whoever guesses must not win by a dead broker. The API's brake is each process's.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_counts",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# --- Words, dates and places -------------------------------------------------------------------

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]  # each by its own name
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "language"
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"  # for display where no village says otherwise; UTC in the database

# --- Who may come in ---------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.AnyIdentifierBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "accounts.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Passwords: axes counts failures, in the database, and allauth none. Codes of the second step,
# which come after a right password: allauth counts them by user.
ACCOUNT_RATE_LIMITS = {"login": None, "reauthenticate": None, "login_failed": "5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an address is for messages here, nothing proves it
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "WKSBM"
MFA_FORMS = {
    "add_webauthn": "accounts.forms.AddKeyForm",
    "edit_webauthn": "accounts.forms.EditKeyForm",
}
# Roles that must have an authenticator app or a passkey besides the password.
SECOND_STEP_ROLES = env.words("SECOND_STEP_ROLES")
SESSION_COOKIE_AGE = int(timedelta(days=90).total_seconds())

# A hall of eighty people signs in from one address: failures count per name *and* address.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HANDLER = "accounts.lockout.TieredHandler"  # 15 minutes, then two hours
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # "wait 15 minutes" must be true
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "accounts.lockout.key_of_attempt"
AXES_CLIENT_IP_CALLABLE = "accounts.lockout.address_of"
# axes keeps what was posted with a failure, but for these and `password`.
AXES_SENSITIVE_PARAMETERS = ["username", "login", "ip_address", "secret", "current", "new"]
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_CALLABLE = "accounts.views.sign_in.locked_out"

# --- The walls ---------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz|healthz)$"]  # asked from the machine itself, without TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_COUNT else None
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
PERMISSIONS_POLICY = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), fullscreen=(self), "
    "geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), "
    "publickey-credentials-create=(self), publickey-credentials-get=(self), usb=()"
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
# Messages name people: they stay on the server, and no cookie lacks the __Host- prefix.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "config.errors.csrf_failed"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
UPLOAD_MAX_FILES = 20  # photos of one document
UPLOAD_MAX_TOGETHER = 40 * 1024 * 1024

# --- The API -----------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.authentication.SignedIn"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["common.json.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["common.json.OrjsonParser"],
    "DEFAULT_PAGINATION_CLASS": None,
    "DEFAULT_VERSIONING_CLASS": "rest_framework.versioning.NamespaceVersioning",
    "DEFAULT_SCHEMA_CLASS": "config.schema.ApiSchema",
    "EXCEPTION_HANDLER": "config.errors.as_json",
    "NON_FIELD_ERRORS_KEY": "__all__",
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_THROTTLE_CLASSES": ["config.throttle.ApiThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": env.text("API_RATE", "1200/min")},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "WKSBM",
    "DESCRIPTION": _("Badan kesejahteraan sosial desa: SK, pengurus, pertemuan, pengingat."),
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "GET_LIB_DOC_EXCLUDES": "config.api.bases",
    "REDOC_DIST": "SIDECAR",
    "SWAGGER_UI_DIST": "SIDECAR",
    # Programs are generated from these names: fields called alike must not take turns at one.
    "ENUM_NAME_OVERRIDES": ENUM_NAMES,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.schema.add_common_answers",
    ],
}

# --- Background --------------------------------------------------------------------------------

CELERY_BROKER_URL = embedded.kombu_url(REDIS_URL)
CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False  # tasks only wake us: the rows are the truth
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_SOFT_TIME_LIMIT = 50
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ETA_TASK_LIMIT = 100
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # kB; looked at between tasks: what leaks ends
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "health_check_interval": 10,
    "visibility_timeout": 600,
}
# Of a worker's two processes one is left to what may not wait; a job may take 300 MB and a core.
JOBS_AT_ONCE = env.number("JOBS_AT_ONCE", 1)
CELERY_BEAT_SCHEDULE = SCHEDULE

# --- Messages ----------------------------------------------------------------------------------

EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "WKSBM <wksbm@localhost>")
# Seconds. What is due and waits longer is an alarm: /healthz, manage.py watch, the operator's page.
ALARM_OLDEST_DUE = env.number("ALARM_OLDEST_DUE", 300)
AUDIT_HEAD_RECIPIENTS = env.words("AUDIT_HEAD_RECIPIENTS")  # two people outside this service
SITE_URL = env.text("SITE_URL", "http://localhost:8000")  # for links in messages

# --- What is told to the log -------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "config.middleware.RequestIdFilter"}},
    "formatters": {"line": {"format": "%(levelname)s %(name)s [%(request_id)s] %(message)s"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request_id"],
        },
    },
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
}
