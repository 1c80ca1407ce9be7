"""/reconcile: the Reconciliation Service API 0.2, by which OpenRefine and others match names with what is known here.

The specification: https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""
