"""The algorithms: each works on products coded as 0…n-1, knows no database, cites its source."""
