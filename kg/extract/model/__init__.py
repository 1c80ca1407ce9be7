"""A language model beside the rules: what it proposes is a fact only where the article proves it, slot by slot."""
