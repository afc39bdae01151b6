"""What entries of lists need: their papers known, their links looked at, their gaps asked about."""
