"""Honoraria: who is paid what, from which money, by which run; and that nobody is paid twice."""
