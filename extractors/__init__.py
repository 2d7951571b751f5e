"""A `Document` of one kind becomes an `ExtractionResult`: one file a kind."""
