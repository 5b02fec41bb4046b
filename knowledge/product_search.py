class ProductSearch:
    def __init__(self, *a, **k): pass
