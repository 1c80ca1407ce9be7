"""What stops a build: evidence that does not hold, undeclared words, broken shapes, missing facts."""
