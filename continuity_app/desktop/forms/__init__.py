"""Forms: what would the system have taken down?"""
