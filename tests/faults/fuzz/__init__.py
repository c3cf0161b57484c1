"""Parsers under bent and made-up input: a target for each format, fed by a seeded loop here and by atheris on demand.

`python -m tests.faults.fuzz FORMAT -runs=N` looks for new input by coverage (Linux, atheris).
"""
