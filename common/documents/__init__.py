"""Documents that people hand in: read and rewritten in a child process that may do little.

`cleaning` is the way in. The child (`child`, `pdf`, `photos`, `limits`) knows nothing of Django.
"""
