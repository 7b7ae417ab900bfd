"""The code that an authenticator app would show now."""

import hmac
import struct
import time
from base64 import b32decode
from hashlib import sha1

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of tests.factories.accounts.with_second_step


def code():
    counter = struct.pack(">Q", int(time.time() // 30))
    digest = hmac.new(b32decode(SECRET), counter, sha1).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
