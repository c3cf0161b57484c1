"""Forms: an XLSForm becomes a definition; its expressions are evaluated; sheets get serials; answers are checked."""
