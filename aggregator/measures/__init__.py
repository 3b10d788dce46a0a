"""How right a scorer's labels are, and what shares follow from them: pure numbers, no posts, no I/O."""
