"""Training of all models: data, loop and one recipe a model."""
