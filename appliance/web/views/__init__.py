"""What each face shows, put together from the store in one read. Every function here runs inside `Store.read`."""
