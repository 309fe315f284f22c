"""One writer for XLSX, CSV and PDF, used by every app (domain.md E-27, U-13)."""

from portal.exports.tables import ColumnKind, Sheet, SheetColumn, write_csv, write_xlsx

__all__ = ["ColumnKind", "Sheet", "SheetColumn", "write_csv", "write_xlsx"]
