"""The words that a user reads: one function through which every visible sentence passes."""


def say(sentence: str, **values: object) -> str:
    """Gives a whole sentence for the user, with its named values filled in.

    Args:
        sentence: an English sentence with `{name}` fields; it is also the key of its translations.
        values: what stands in the fields; never customer data when the sentence may reach a log.
    """
    return sentence.format(**values) if values else sentence
