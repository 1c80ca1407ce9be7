"""The reconciliation service: by the specification, and with OpenRefine."""
