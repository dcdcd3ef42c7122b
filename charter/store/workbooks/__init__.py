"""The workbook: one layout, computed from the edition, for writing and for reading back."""

from charter.store.workbooks.guard import is_workbook
from charter.store.workbooks.reader import read_workbook
from charter.store.workbooks.writer import write_workbook

__all__ = ["is_workbook", "read_workbook", "write_workbook"]
