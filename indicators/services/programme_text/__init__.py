"""Loading of a programme from its text: parse it into a draft, then create the models in one transaction."""
