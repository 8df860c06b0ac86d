"""The vision side, the linear alignment t, and the prompt splice."""
