"""Pages of the panel about reports; coordinators only."""
