"""Taking part: the phases of projects."""
