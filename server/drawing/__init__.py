"""Drawings of numbers and of what belongs together: pure functions from data to SVG that stands in a page.

A drawing says nothing that the page does not also say in words or in a table. It has classes and no styles: the style
sheet of the site knows its colours, light and dark.
"""
