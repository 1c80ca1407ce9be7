"""The pages for people. One module for each kind of page, its queries in sparql/, its words in ../words/."""
