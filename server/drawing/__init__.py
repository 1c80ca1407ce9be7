"""Charts and maps as inline SVG: pure functions from numbers and words to markup.

Positions across are percentages and those down are pixels, so that a chart fills any width and its text keeps its
size. What a chart shows stands in a table beside it; inside it there is nothing to follow or to focus.
"""
