def declare(): pass
