"""Training of the four models: data, loop and one recipe a model."""
