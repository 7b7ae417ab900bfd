"""Scans in a bucket of a real S3 server (SeaweedFS): private, and served by the scoped view."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import boto3
import httpx
import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.access import Role
from config.embedded.place import ROOT
from tests.factories.accounts import make_user
from tests.factories.regions import make_village
from tests.factories.wksbm import make_decree, make_wksbm
from tests.running import free_port

WEED = shutil.which("weed", path=str(Path(sys.executable).parent))
BUCKET, KEY, SECRET = "wksbm-files", "wksbm", "only-for-this-test"
SCAN = b"%PDF-1.7\n" + os.urandom(300_000)
PORTS = [
    f"{part}.port{kind}" for part in ("master", "volume", "filer", "s3") for kind in ("", ".grpc")
]

pytestmark = pytest.mark.skipif(WEED is None, reason="SeaweedFS comes as a wheel for Linux only")


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory):
    """Start the server on free ports, with one key; return its address."""
    folder = tmp_path_factory.mktemp("s3")
    (folder / "data").mkdir()
    actions = ["Admin", "Read", "Write", "List"]
    credentials = [{"accessKey": KEY, "secretKey": SECRET}]
    identities = [{"name": "wksbm", "credentials": credentials, "actions": actions}]
    (folder / "keys.json").write_text(json.dumps({"identities": identities}))
    ports = {name: free_port() for name in PORTS}
    words = [f"-{name}={port}" for name, port in ports.items()]
    words += ["-dir", str(folder / "data"), "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3"]
    words += ["-s3.port.iceberg=0", "-s3.port.lance=0", "-master.volumeSizeLimitMB=64"]
    words += [f"-s3.config={folder / 'keys.json'}", "-master.telemetry=false"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [WEED, "-logtostderr", "server", *words], cwd=folder, stdout=log, stderr=log
        )
    try:
        deadline = time.monotonic() + 60
        while not listens(ports["s3.port"]):
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.1)
        yield f"http://127.0.0.1:{ports['s3.port']}"
    finally:
        process.kill()
        process.wait()


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def bucket(endpoint, settings):
    """Set the service up as S3_BUCKET and its like do, with an empty bucket."""
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        region_name="us-east-1",
    )
    deadline = time.monotonic() + 60
    while True:  # the server takes a moment from its first answer to its first bucket
        try:
            client.create_bucket(Bucket=BUCKET)
            break
        except client.exceptions.BucketAlreadyOwnedByYou:
            break
        except client.exceptions.ClientError:
            assert time.monotonic() < deadline
            time.sleep(0.2)
    settings.S3_BUCKET, settings.S3_ENDPOINT_URL = BUCKET, endpoint
    settings.S3_ACCESS_KEY, settings.S3_SECRET_KEY = KEY, SECRET
    settings.S3_REGION = "us-east-1"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "config.s3.PrivateS3Storage"},
    }
    return client


def settled_storage(**environment):
    """Return the class of the storage that the environment leads to."""
    program = (
        "import django; django.setup();"
        "from django.core.files.storage import default_storage as it;"
        "it.exists; print(type(it._wrapped).__name__)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": "x",
            **environment,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_the_environment_alone_chooses_the_store():
    assert settled_storage() == "FileSystemStorage"
    assert settled_storage(S3_BUCKET=BUCKET) == "PrivateS3Storage"


@pytest.mark.django_db
def test_a_scan_goes_into_the_bucket_and_comes_back_to_those_who_may_read_it(client, bucket):
    village = make_village("52.07.01.2001")
    keeper = make_user(role=Role.VILLAGE_COORDINATOR, region="52.07.01.2001")
    decree = make_decree(bodies=[make_wksbm(region=village)])
    decree.scan_name, decree.scan_type = "SK.pdf", "application/pdf"
    decree.scan.save("SK.pdf", SimpleUploadedFile("SK.pdf", SCAN))
    name = decree.scan.name
    address = reverse("wksbm:scan", args=[decree.pk])

    client.force_login(keeper)
    own = client.get(address)
    client.force_login(make_user(role=Role.VILLAGE_COORDINATOR, region="52.08.01.2001"))
    strangers = client.get(address)

    assert b"".join(own.streaming_content) == SCAN
    own.close()
    assert own.headers["Cache-Control"] == "private, no-store"
    assert strangers.status_code == 404
    assert [row["Key"] for row in bucket.list_objects_v2(Bucket=BUCKET)["Contents"]] == [name]


@pytest.mark.django_db
def test_nobody_reads_the_bucket_itself_and_nobody_gets_an_address_in_it(bucket, endpoint):
    storage = storages.create_storage({"BACKEND": "config.s3.PrivateS3Storage"})
    name = storage.save("ab/abc", SimpleUploadedFile("SK.pdf", SCAN))

    assert httpx.get(f"{endpoint}/{BUCKET}/{name}").status_code == 403
    with pytest.raises(NotImplementedError):
        storage.url(name)
    assert storage.save("ab/abc", SimpleUploadedFile("SK.pdf", b"other")) != name
    with storage.open(name) as file:
        assert file.read() == SCAN


def test_a_dead_store_is_an_error_soon_and_no_hanging_thread(settings):
    with socket.create_server(("127.0.0.1", 0)) as closing:
        port = closing.getsockname()[1]
    settings.S3_BUCKET, settings.S3_ENDPOINT_URL = BUCKET, f"http://127.0.0.1:{port}"
    settings.S3_ACCESS_KEY, settings.S3_SECRET_KEY, settings.S3_REGION = KEY, SECRET, "us-east-1"
    storage = storages.create_storage({"BACKEND": "config.s3.PrivateS3Storage"})
    began = time.monotonic()

    with pytest.raises(Exception, match="Could not connect"):
        storage.size("ab/abc")

    assert time.monotonic() - began < 15
