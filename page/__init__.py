"""The page: a local server and what it shows. A setting is asked for by its address, computed part by part
in a queue that many sessions share, and drawn in the browser by `static/`.
"""
