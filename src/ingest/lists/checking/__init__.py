"""What is wrong in a list that stands as it is: the audit."""
