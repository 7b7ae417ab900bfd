"""What the API's schema says of the files that people handed in."""

from drf_spectacular.types import OpenApiTypes

from common.documents.cleaning import JPEG, PDF, PNG

# A scan leaves as what it was cleaned to.
SCANS = {(200, kind): OpenApiTypes.BINARY for kind in (PDF, JPEG, PNG)}
