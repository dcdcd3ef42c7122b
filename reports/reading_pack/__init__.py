"""The reading pack: a submission to be read and marked on paper."""
