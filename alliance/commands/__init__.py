"""The verbs of the command, a file each; they read arguments, call one thing and show what came back.

They stand in a folder of their own because `alliance.run` is the function and cannot be a module as well.
"""
