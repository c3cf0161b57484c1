"""Calls: whom do I call next, and what do I say?"""
