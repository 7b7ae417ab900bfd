"""Regions that ended and still carry something: somebody decides where it belongs now."""
