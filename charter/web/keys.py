"""Keys for one purpose each, made from the one that is kept."""

from __future__ import annotations

import hashlib
import hmac

from charter.settings import Settings


def derived_key(settings: Settings, purpose: str) -> str:
    """Give a key for one purpose, made from the key that signs history, because that one is never changed."""
    kept = (settings.signing_key or settings.secret_key or "").encode()
    return hmac.new(kept, f"charter {purpose}".encode(), hashlib.sha256).hexdigest()
