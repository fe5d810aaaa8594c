"""Which facts hold for which operation of the document."""
