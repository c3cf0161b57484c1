"""Find: who is this, and how do I reach them?"""
