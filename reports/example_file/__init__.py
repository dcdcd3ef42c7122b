"""What stands where an invented institution's files would be."""
