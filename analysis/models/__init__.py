"""What analyses keep: the rows that they took, their runs, the parts of their work, their results."""

from analysis.models.run import Part, ResultTable, Run
from analysis.models.selected_rows import SelectedRows

__all__ = ["Part", "ResultTable", "Run", "SelectedRows"]
