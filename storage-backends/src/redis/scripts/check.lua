-- Fails as a create would, and changes nothing: XX adds no new member, but the server refuses the
-- command where it takes no writes, has no memory left, or the user may not.
-- KEYS: the index by time
return redis.call('ZADD', KEYS[1], 'XX', 0, '')
