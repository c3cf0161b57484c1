"""Paper: definitions and answers become PDF; lists, recovery sheets and reports are drawn with the same parts.

The faces of this room: `sheet_pdf.draw_sheets` (numbered sheets), `listing.draw_table` (lists), `report.draw_report`,
`recovery_sheet.draw_recovery_sheet`, `scan.read_pages` (paper back in), `context.SheetContext` (what a print is for).
"""
