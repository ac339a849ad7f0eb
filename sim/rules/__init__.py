"""How they behave: a file a subject, each rule a short scalar function that both engines call."""
