-- Keeps a feedback that is not there yet: 1 if it was kept, 0 if there is one.
-- KEYS: the item, the index by time, the index by title
-- ARGV: title, text, time for people, time for the indexes (16 hexadecimal digits of milliseconds)
local item, by_time, by_title = KEYS[1], KEYS[2], KEYS[3]
local title, text, created_at, stamp = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

if redis.call('EXISTS', item) == 1 then
  return 0
end
-- Redis undoes nothing when a script fails half-way, so that what could fail is looked at first.
for _, index in ipairs({by_time, by_title}) do
  local kind = redis.call('TYPE', index).ok
  if kind ~= 'none' and kind ~= 'zset' then
    return redis.error_reply('WRONGTYPE the key ' .. index .. ' is a ' .. kind)
  end
end
-- Somebody may have deleted an item by hand, and left its places in the indexes behind.
for _, place in ipairs(redis.call('ZRANGEBYLEX', by_title, '[' .. title .. '\0', '(' .. title .. '\1')) do
  redis.call('ZREM', by_title, place)
  redis.call('ZREM', by_time, string.sub(place, #title + 2) .. title)
end
redis.call('HSET', item, 'text', text, 'created_at', created_at)
redis.call('ZADD', by_time, 0, stamp .. title)
redis.call('ZADD', by_title, 0, title .. '\0' .. stamp)
return 1
