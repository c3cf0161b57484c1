"""Incident: what is happening, who does what, what is due by law?"""
