"""Archives, one a module: what to ask them, and what their answers mean.

Laws: no I/O. A look-up is a generator: it yields addresses to get, is sent what came back, and returns a `Lookup`.
"""
