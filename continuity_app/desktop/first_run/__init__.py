"""First run: nothing is there yet; three steps to a vault."""
