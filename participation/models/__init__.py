"""The phases of participation projects, and what citizens report to the office."""

from participation.models.phase import Phase
from participation.models.report import Report, ReportKind, ReportSender

__all__ = ["Phase", "Report", "ReportKind", "ReportSender"]
