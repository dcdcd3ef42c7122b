"""The receipt of a submission or baseline."""
