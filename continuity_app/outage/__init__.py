"""Outage: incident and drill, call lists, outcomes, corrections, promises, sheets and impact."""
