"""An S3-compatible store of our own for the tests, on this machine; each test has a bucket of its own in it."""

from __future__ import annotations

import uuid
from urllib.parse import quote

import boto3
from moto.server import ThreadedMotoServer

REGION = "eu-west-2"
# The store believes any; boto3 refuses to ask without.
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "for-tests", "AWS_SECRET_ACCESS_KEY": "for-tests-alone"}


class ObjectServer:
    """A store that runs in this process."""

    def __init__(self) -> None:
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._server.start()
        host, port = self._server.get_host_and_port()
        self.endpoint = f"http://{host}:{port}"

    def client(self):
        """A client that looks inside."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id="for-tests",
            aws_secret_access_key="for-tests-alone",
        )

    def new_bucket_url(self) -> str:
        """Give the setting for a new bucket."""
        bucket = f"evidence-{uuid.uuid4().hex[:12]}"
        self.client().create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
        return f"s3://{bucket}/charter?endpoint={quote(self.endpoint, safe='')}&region={REGION}"

    def close(self) -> None:
        """Stop it."""
        self._server.stop()


def bucket_of(url: str) -> str:
    """Give the bucket that a setting names."""
    return url.removeprefix("s3://").partition("/")[0]
