"""Days and times as people spell them: `reading.read_when` takes any usual spelling, `telling` says it back in words.

Written here rather than taken from a library: dateutil and dateparser fill in what was not said and choose between day
and month in silence, and a due date that nobody meant is worse than one that is refused.
"""
