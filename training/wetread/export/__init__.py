"""Export: a trained model into a bundle that proves itself."""
