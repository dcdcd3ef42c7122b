"""The annual report of a round for the awarding body."""
