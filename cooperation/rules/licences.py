"""The licence of the open data."""

DATA_LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/deed.pl"
