"""From mentions to verdicts: which conditions hold, how sure, in which order, and why."""
