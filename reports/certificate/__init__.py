"""The certificate of an award, to be framed."""
