"""What an authenticator app does: six digits from a key and the time (RFC 6238)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time


def code_of(key, *, steps_ahead=0):
    """Give the code that an app shows for a key, now or some half-minutes later."""
    plain = key.replace("-", "").replace(" ", "").upper()
    secret = base64.b32decode(plain + "=" * (-len(plain) % 8))
    counter = int(time.time()) // 30 + steps_ahead
    digest = hmac.new(secret, counter.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"
