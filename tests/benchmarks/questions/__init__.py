"""The kinds of queries that users ask, one .rq file each, with parameters drawn from the made-up news."""
