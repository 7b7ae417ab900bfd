"""Files in an S3-compatible store: private, asked for by views only, and never waited for long."""

from typing import Any

from botocore.config import Config
from django.conf import settings
from storages.backends.s3 import S3Storage


class PrivateS3Storage(S3Storage):
    """The bucket of S3_BUCKET. Nobody gets an address in it: downloads pass through our views."""

    def get_default_settings(self) -> dict[str, Any]:
        return {
            **super().get_default_settings(),
            "bucket_name": settings.S3_BUCKET,
            "endpoint_url": settings.S3_ENDPOINT_URL or None,
            "region_name": settings.S3_REGION,
            "access_key": settings.S3_ACCESS_KEY or None,
            "secret_key": settings.S3_SECRET_KEY or None,
            "file_overwrite": False,
            "default_acl": None,
            "object_parameters": {"CacheControl": "private, no-store"},
            # A store that hangs must not hold the threads of the web server. Other makers' stores
            # know neither host names per bucket nor Amazon's newer checksums.
            "client_config": Config(
                connect_timeout=3,
                read_timeout=15,
                retries={"mode": "standard", "max_attempts": 3},
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        }

    def url(self, name: str, *_args: Any, **_options: Any) -> str:
        raise NotImplementedError(f"{name} has no address: it is served by a view")
