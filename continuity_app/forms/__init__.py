"""Forms: an XLSForm becomes a definition; its expressions are evaluated; sheets get serials; answers are checked.

What other rooms use: `definition` (values), `xlsform.compile_xlsform` (on the IT machine), `library.FormLibrary` and
`library.shipped_documents`, `evaluation.Filling` (a form being filled), `sheets.SheetDesk` and `sheet_states` (numbered
sheets), `serial.Serial`, `prefill.prefill`, `answers_file.read_answers`.
"""
