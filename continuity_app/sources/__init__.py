"""Sources: foreign files and databases become rows; presets and guesses map their columns to fields."""
