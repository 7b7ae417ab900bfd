"""A child process that may do little, to read what people hand in. Neither side knows Django.

`running` is the parent's part, `limits` the child's: it is kept small, for it is loaded each time.
"""
