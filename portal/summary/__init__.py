"""What many villages did in a month: PKK's summary, who falls silent, the monthly report."""
