"""Personal data: the register of fields (`register`), a person's data (`export`), their removal (`anonymisation`)."""
