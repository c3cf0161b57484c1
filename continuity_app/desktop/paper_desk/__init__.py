"""Paper desk: where is every sheet?"""
