"""What things take: printed as ratios, counts and seconds; never part of the tests."""
