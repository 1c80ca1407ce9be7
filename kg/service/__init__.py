"""A store elsewhere: a SPARQL 1.1 service asked in the place of the embedded store, and what publishes to it."""
