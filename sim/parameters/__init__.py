"""Every parameter and mechanism once, with its source, and the calm alliance they make."""
