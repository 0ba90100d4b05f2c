"""What changes something: one verb per step, keyword-only, in one transaction; one file per subject."""
