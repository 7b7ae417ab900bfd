"""The roster for programs."""
