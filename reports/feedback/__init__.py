"""The letter with the outcome and the panel's feedback."""
