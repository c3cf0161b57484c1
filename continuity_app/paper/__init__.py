"""Paper: definitions and answers become PDF; lists, recovery sheets and reports are drawn with the same parts."""
