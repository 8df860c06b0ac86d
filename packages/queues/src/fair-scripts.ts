/**
 * The Lua of {@link FairOrder}; each script is one atomic step. A band's hash holds the virtual time under `:now` (no
 * tenant is called so) and, under each tenant, the start of its next job. BullMQ's score of a waiting job is its
 * priority × 2^32 and a counter below.
 */

/** KEYS: band's hash, prioritized, delayed, active. ARGV: prefix, job id, debounce id, tenant, first, last. */
export const placeScript = `
local band, prioritized, delayed, active = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local prefix, id, debounce, tenant = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local first, last = tonumber(ARGV[5]), tonumber(ARGV[6])
local unit = 4294967296

-- Added again: it keeps the place it has, and its tenant pays for none.
if debounce ~= '' then id = redis.call('GET', prefix .. 'de:' .. debounce) or '' end
local own = id ~= '' and redis.call('HGET', prefix .. id, 'priority')
if own then return tonumber(own) end

local function number(value) return string.format('%.0f', value) end
local from, to = number(first * unit), '(' .. number((last + 1) * unit)

-- What is taken is told by the workers; the head of the queue tells it too, should one die before.
local now = tonumber(redis.call('HGET', band, ':now') or first)
local head = redis.call('ZRANGEBYSCORE', prioritized, from, to, 'WITHSCORES', 'LIMIT', 0, 1)[2]
if head then now = math.max(now, math.floor(tonumber(head) / unit)) end
local start = math.max(now, tonumber(redis.call('HGET', band, tenant) or first))

local shift = now - first
local function moveHash(job)
  local priority = tonumber(redis.call('HGET', prefix .. job, 'priority') or 0)
  if priority < first or priority > last then return end
  redis.call('HSET', prefix .. job, 'priority', number(math.max(first, priority - shift)))
end
-- The range is used up: everything moves back by what has passed, and the order stays.
if start > last and shift > 0 then
  local waiting = redis.call('ZRANGEBYSCORE', prioritized, from, to, 'WITHSCORES')
  for i = 1, #waiting, 2 do
    local score = tonumber(waiting[i + 1])
    redis.call('ZADD', prioritized, number(math.max(first * unit + score % unit, score - shift * unit)), waiting[i])
    moveHash(waiting[i])
  end
  for _, job in ipairs(redis.call('ZRANGE', delayed, 0, -1)) do moveHash(job) end
  for _, job in ipairs(redis.call('LRANGE', active, 0, -1)) do moveHash(job) end
  local tenants = redis.call('HGETALL', band)
  for i = 1, #tenants, 2 do
    local at = tonumber(tenants[i + 1]) - shift
    if at > first then redis.call('HSET', band, tenants[i], number(at)) else redis.call('HDEL', band, tenants[i]) end
  end
  now, start = first, start - shift
end
-- A tenant with more jobs than there are places: the rest are in the order they came.
start = math.min(start, last)
redis.call('HSET', band, ':now', number(now), tenant, number(start + 1))
return start
`;

/** KEYS: urgent and routine band's hash. ARGV: prefix, job id, first of the routine band. */
export const takenScript = `
local place = tonumber(redis.call('HGET', ARGV[1] .. ARGV[2], 'priority') or 0)
if place == 0 then return end
local band = place < tonumber(ARGV[3]) and KEYS[1] or KEYS[2]
if place > tonumber(redis.call('HGET', band, ':now') or 0) then
  redis.call('HSET', band, ':now', string.format('%.0f', place))
end
`;
