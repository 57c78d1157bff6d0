-- Deletes a feedback and its places in the indexes: 1 if it was there, 0 if not.
-- KEYS: the item, the index by time, the index by title
-- ARGV: title
local item, by_time, by_title = KEYS[1], KEYS[2], KEYS[3]
local title = ARGV[1]

-- Redis undoes nothing when a script fails half-way, so that what could fail is looked at first.
for _, index in ipairs({by_time, by_title}) do
  local kind = redis.call('TYPE', index).ok
  if kind ~= 'none' and kind ~= 'zset' then
    return redis.error_reply('WRONGTYPE the key ' .. index .. ' is a ' .. kind)
  end
end
-- The index knows the places even where somebody has edited the item by hand.
for _, place in ipairs(redis.call('ZRANGEBYLEX', by_title, '[' .. title .. '\0', '(' .. title .. '\1')) do
  redis.call('ZREM', by_title, place)
  redis.call('ZREM', by_time, string.sub(place, #title + 2) .. title)
end
return redis.call('DEL', item)
