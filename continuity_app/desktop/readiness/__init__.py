"""Readiness: if it happened now, whom could we serve?"""
