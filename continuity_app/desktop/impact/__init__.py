"""Impact: who is harmed, who has been reached?"""
