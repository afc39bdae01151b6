"""How the entries of a section are written, learnt from the entries themselves."""
