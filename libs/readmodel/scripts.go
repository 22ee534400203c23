package readmodel

import "github.com/redis/go-redis/v9"

// The scripts are where Redis decides by itself: each is one atomic step. All
// keys of a script carry the area as hash tag, so they live on one node.

// applyScript writes a batch if the generation is at the expected checkpoint
// and, when it serves, still does. It returns 1, or 0 and nothing was written.
//
// KEYS: serving, meta, rows, sets, one list for each name.
// ARGV: version field, generation or "" when it does not serve, expected and
// next checkpoint, place of the last event or "" when there is none, then
// count-led groups: list names; row keys and JSON; for each list: scores and
// members to add, members to remove.
var applyScript = redis.NewScript(`
if ARGV[2] ~= '' and redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
if redis.call('HGET', KEYS[2], 'at') ~= ARGV[3] then return 0 end
local at = 6
local function group(command, key)
  local n = tonumber(ARGV[at])
  local first = at + 1
  at = first + n
  while first < at do
    local last = math.min(first + 199, at - 1)
    redis.call(command, key, unpack(ARGV, first, last))
    first = last + 1
  end
end
local lists = tonumber(ARGV[at])
group('SADD', KEYS[4])
group('HSET', KEYS[3])
for i = 1, lists do
  group('ZADD', KEYS[4 + i])
  group('ZREM', KEYS[4 + i])
end
redis.call('HSET', KEYS[2], 'at', ARGV[4])
if ARGV[5] ~= '' then redis.call('HSET', KEYS[2], 'event', ARGV[5]) end
return 1`)

// beatScript says that a generation is being fed. It returns its checkpoint and
// which generation serves the version, or nothing when the generation is gone.
//
// KEYS: serving, meta. ARGV: version field.
var beatScript = redis.NewScript(`
if redis.call('EXISTS', KEYS[2]) == 0 then return {} end
redis.call('HINCRBY', KEYS[2], 'beat', 1)
return {redis.call('HGET', KEYS[2], 'at') or '', redis.call('HGET', KEYS[1], ARGV[1]) or ''}`)

// buildScript begins a generation unless another projection was quicker. It
// returns 1, or 0 and nothing was written.
//
// KEYS: building, generations, meta. ARGV: version field, generation, the one
// built until now or "", checkpoint to begin at.
var buildScript = redis.NewScript(`
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[3] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('SADD', KEYS[2], ARGV[2])
redis.call('HSET', KEYS[3], 'at', ARGV[4], 'event', ARGV[4], 'beat', '0')
return 1`)

// swapScript lets a generation serve if it has taken every event that the one
// serving has. What the old one knows to be free of events behind its last one
// is so for the new one too, so the checkpoint that people see never goes back.
// It returns "swapped", or "behind" or "moved" and nothing was written.
//
// KEYS: serving, building, meta of the new one, meta of the old one. ARGV:
// version field, new generation, old generation or "".
var swapScript = redis.NewScript(`
local event = redis.call('HGET', KEYS[3], 'event')
if not event or (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[3] then return 'moved' end
local old = ARGV[3] ~= '' and redis.call('HGET', KEYS[4], 'event')
if old then
  if old > event then return 'behind' end
  local at = redis.call('HGET', KEYS[4], 'at')
  if at > redis.call('HGET', KEYS[3], 'at') then redis.call('HSET', KEYS[3], 'at', at) end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
for i, field in ipairs(redis.call('HKEYS', KEYS[2])) do
  if redis.call('HGET', KEYS[2], field) == ARGV[2] then redis.call('HDEL', KEYS[2], field) end
end
return 'swapped'`)

// retireScript takes a generation out of use if nobody fed it since it was
// looked at. It returns 1, or 0 and nothing was written.
//
// KEYS: serving, building, meta. ARGV: generation, its beat when it was looked at.
var retireScript = redis.NewScript(`
if (redis.call('HGET', KEYS[3], 'beat') or '') ~= ARGV[2] then return 0 end
for k = 1, 2 do
  for i, field in ipairs(redis.call('HKEYS', KEYS[k])) do
    if redis.call('HGET', KEYS[k], field) == ARGV[1] then redis.call('HDEL', KEYS[k], field) end
  end
end
redis.call('DEL', KEYS[3])
return 1`)

// served begins each script that reads: it returns {0} unless the generation
// serves. KEYS: serving, meta. ARGV: version field, generation.
const served = `
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] or redis.call('EXISTS', KEYS[2]) == 0 then return {0} end
`

// getScript returns {1, JSON or nil}. KEYS[3]: rows. ARGV[3]: key.
var getScript = redis.NewScript(served + `
return {1, redis.call('HGET', KEYS[3], ARGV[3])}`)

// atScript returns {1, checkpoint}.
var atScript = redis.NewScript(served + `
return {1, redis.call('HGET', KEYS[2], 'at')}`)

// countScript returns {1, number}. KEYS[3]: list. ARGV[3], [4]: smallest and
// largest score.
var countScript = redis.NewScript(served + `
return {1, redis.call('ZCOUNT', KEYS[3], ARGV[3], ARGV[4])}`)

// pageScript returns {1, member, score, JSON, member, score, JSON, …}. It goes
// on behind a score and member even where that member stands no more, and in few
// steps among many equal scores. Members are compared byte by byte, as Redis
// sorts them; Lua's own comparison depends on the machine's language.
//
// KEYS[3]: list, KEYS[4]: rows. ARGV[3], [4]: smallest and largest score, [5]:
// limit, [6], [7]: score and member to go on behind; none: from the start.
var pageScript = redis.NewScript(served + `
local function upto(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then return x < y end
  end
  return #a <= #b
end
local function behind(score, member)
  local stands = redis.call('ZSCORE', KEYS[3], member)
  if stands and tonumber(stands) == tonumber(score) then return redis.call('ZRANK', KEYS[3], member) + 1 end
  local low, high = redis.call('ZCOUNT', KEYS[3], '-inf', '(' .. score), redis.call('ZCOUNT', KEYS[3], '-inf', score)
  while low < high do
    local middle = math.floor((low + high) / 2)
    if upto(redis.call('ZRANGE', KEYS[3], middle, middle)[1], member) then low = middle + 1 else high = middle end
  end
  return low
end
local first = redis.call('ZCOUNT', KEYS[3], '-inf', '(' .. ARGV[3])
if ARGV[6] then first = math.max(first, behind(ARGV[6], ARGV[7])) end
local last = math.min(first + tonumber(ARGV[5]), redis.call('ZCOUNT', KEYS[3], '-inf', ARGV[4])) - 1
local page = {1}
if last < first then return page end
local found = redis.call('ZRANGE', KEYS[3], first, last, 'WITHSCORES')
for i = 1, #found, 2 do
  page[#page + 1] = found[i]
  page[#page + 1] = found[i + 1]
  page[#page + 1] = redis.call('HGET', KEYS[4], found[i])
end
return page`)
