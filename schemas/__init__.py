"""The contract: results, findings, errors and the published JSON Schemas."""
