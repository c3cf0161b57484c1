"""Kit: is this kit fresh, and who may open it?"""
