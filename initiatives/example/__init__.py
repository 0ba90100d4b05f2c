"""Invented offices: four cities with actors, people, two years of consultations and what was promised in them."""
