"""The catalogue of features, a module a group."""
