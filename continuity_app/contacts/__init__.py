"""Contacts: the customer model, the quality of phones and e-mails, the read-only store and its search."""
