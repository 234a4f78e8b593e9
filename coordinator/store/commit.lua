#!lua name=ddh

-- The commit function: the only way in which the coordinator writes to Redis.
--
-- Everything a coordinator has decided in one turn of its loop arrives as ONE call of ddh_commit
-- and is written as a whole: records into hashes, availability into a sorted set and sets, events
-- onto a stream. Redis runs a function without interruption, so a reader sees all of it or nothing.
--
-- Fencing. {ddh}:meta holds the epoch and the leader (a text drawn by each process that took the
-- lead). A commit of another leader or of an older epoch is refused: an old leader that wakes up
-- cannot write. A commit carries the first and last of its numbers: what is there already is
-- answered with "have", a hole with "gap" and the last number.
--
-- Answers: an integer (the last number, now stored; of a snapshot {"snapshot", number, epoch}), or
-- {"have", number}, {"fenced", epoch}, {"gap", number}.
--
-- Every function takes one key, {ddh}:meta; all others are named from it and share its hash tag.
-- ARGV[1] is VERSION of the arguments: a program of another version is refused rather than misread.
-- Numbers stay below 2^53.

local VERSION = '3'
local AT_ONCE = 1000 -- arguments to one redis.call: even, and well below the 8,000 of Lua's stack

local function prefix_of(meta_key) return string.sub(meta_key, 1, -5) end

local function check_version(version)
  if version ~= VERSION then
    error('the library ddh is of version ' .. VERSION .. ', the program of ' .. tostring(version))
  end
end

local function digits(number) return string.format('%.0f', number) end

local function call_with_all(command, key, values)
  for from = 1, #values, AT_ONCE do
    redis.call(command, key, unpack(values, from, math.min(from + AT_ONCE - 1, #values)))
  end
end

local function change(changed, kind, id, json)
  local of_kind = changed[kind]
  if not of_kind then
    of_kind = {}
    changed[kind] = of_kind
  end
  of_kind[id] = json
end

local function add_entry(stream, id, entry)
  local answer = redis.pcall('XADD', stream, id, unpack(entry))
  if type(answer) == 'table' and answer.err then
    -- A commit that broke off after this (a key of a wrong type) is sent again: then the entry is
    -- there already.
    if #redis.call('XRANGE', stream, id, id) == 0 then error(answer) end
  end
end

-- One event: onto the stream with its records, which are collected in `changed`. Returns the place
-- after it.
local function take_event(args, at, stream, epoch, changed)
  local entry = {
    'type', args[at + 2], 'at', args[at + 3], 'actor', args[at + 4],
    'organisation', args[at + 5], 'agent', args[at + 6],
  }
  local id = epoch .. '-' .. args[at + 1]
  local records = tonumber(args[at + 7])
  at = at + 8
  for _ = 1, records do
    change(changed, args[at], args[at + 1], args[at + 2])
    entry[#entry + 1] = args[at] .. '/' .. args[at + 1]
    entry[#entry + 1] = args[at + 2]
    at = at + 3
  end
  add_entry(stream, id, entry)
  return at
end

-- The last state of every record that changed; several changes of one record in a commit are one
-- write.
local function write_records(prefix, changed)
  for kind, records in pairs(changed) do
    local set, removed = {}, {}
    for field, json in pairs(records) do
      if json == '' then
        removed[#removed + 1] = field
      else
        set[#set + 1] = field
        set[#set + 1] = json
      end
    end
    call_with_all('HSET', prefix .. kind, set)
    call_with_all('HDEL', prefix .. kind, removed)
  end
end

-- Puts the agent into these sets and out of all others.
local function replace_memberships(prefix, agent, sets)
  local key = prefix .. 'memberships'
  local keep = {}
  for i = 1, #sets do keep[sets[i]] = true end
  for old in string.gmatch(redis.call('HGET', key, agent) or '', '%S+') do
    if not keep[old] then redis.call('SREM', prefix .. old, agent) end
  end
  for i = 1, #sets do redis.call('SADD', prefix .. sets[i], agent) end
  if #sets > 0 then
    redis.call('HSET', key, agent, table.concat(sets, ' '))
  else
    redis.call('HDEL', key, agent)
  end
end

-- Before a snapshot: the live picture goes; the history (events, access) and the documents, which
-- are named by their content, stay.
local function clear(prefix)
  local all = redis.call('HVALS', prefix .. 'memberships')
  local seen = {}
  for i = 1, #all do
    for set in string.gmatch(all[i], '%S+') do
      if not seen[set] then
        seen[set] = true
        redis.call('UNLINK', prefix .. set)
      end
    end
  end
  redis.call('UNLINK', prefix .. 'memberships', prefix .. 'available', prefix .. 'channel:chat')
end

local function log_access(key, at, actor, what, keep_ms)
  local oldest = digits(math.max(0, tonumber(at) - keep_ms))
  local id = at .. '-*'
  local answer =
    redis.pcall('XADD', key, 'MINID', '~', oldest, id, 'at', at, 'actor', actor, 'what', what)
  if type(answer) == 'table' and answer.err then
    -- The log is ahead of this time (an exercise began in the past): the server names the entry,
    -- `at` stays true.
    redis.call('XADD', key, '*', 'at', at, 'actor', actor, 'what', what)
  end
end

-- Until when each is believed; 0 takes the agent out.
local function write_leases(key, leases)
  local scores, gone = {}, {}
  for agent, till in pairs(leases) do
    if till == '0' then
      gone[#gone + 1] = agent
    else
      scores[#scores + 1] = till
      scores[#scores + 1] = agent
    end
  end
  call_with_all('ZREM', key, gone)
  call_with_all('ZADD', key, scores)
end

-- What follows the head of the arguments, in any order:
--   E number type at actor organisation agent n (kind id json) x n
--                                                   an event; json '' removes the record
--   R kind id json                                  a record of no event
--   A agent until                                   available until; 0 takes the agent out
--   C agent until                                   the same for chats
--   M agent n set x n                               the agent's memberships
--   D hash bytes                                    a document
--   X at actor what                                 a line of the access log
--   K kind                                          (snapshot) all records of this kind go first
local function take_all(prefix, args, at, epoch, access_ms)
  local changed, available, chat = {}, {}, {}
  while at <= #args do
    local what = args[at]
    if what == 'E' then
      at = take_event(args, at, prefix .. 'events', epoch, changed)
    elseif what == 'R' then
      change(changed, args[at + 1], args[at + 2], args[at + 3])
      at = at + 4
    elseif what == 'A' then
      available[args[at + 1]] = args[at + 2]
      at = at + 3
    elseif what == 'C' then
      chat[args[at + 1]] = args[at + 2]
      at = at + 3
    elseif what == 'M' then
      local sets = {}
      for i = 1, tonumber(args[at + 2]) do sets[i] = args[at + 2 + i] end
      replace_memberships(prefix, args[at + 1], sets)
      at = at + 3 + #sets
    elseif what == 'D' then
      redis.call('HSET', prefix .. 'document', args[at + 1], args[at + 2])
      at = at + 3
    elseif what == 'X' then
      log_access(prefix .. 'access', args[at + 1], args[at + 2], args[at + 3], access_ms)
      at = at + 4
    elseif what == 'K' then
      redis.call('UNLINK', prefix .. args[at + 1])
      at = at + 2
    else
      error('argument ' .. at .. ' of the commit is no item: ' .. tostring(what))
    end
  end
  write_records(prefix, changed)
  write_leases(prefix .. 'available', available)
  write_leases(prefix .. 'channel:chat', chat)
end

-- Two marks, at least `keep_ms` apart, say how many events are younger than that: `mark` is always
-- at least that old. The stream keeps the larger of `keep_events` and what is younger than the
-- mark.
local function trim(prefix, meta_key, last, now, keep_events, keep_ms)
  local marks = redis.call('HMGET', meta_key, 'mark', 'next_mark', 'next_mark_at')
  local mark, next_mark = tonumber(marks[1] or 0), tonumber(marks[2] or 0)
  local next_at = tonumber(marks[3] or 0)
  if now - next_at >= keep_ms then
    mark = next_mark
    redis.call('HSET', meta_key, 'mark', digits(mark), 'next_mark', digits(last), 'next_mark_at',
               digits(now))
  end
  if last - mark > 0 then
    local keep = digits(math.max(keep_events, last - mark))
    redis.call('XTRIM', prefix .. 'events', 'MAXLEN', '~', keep)
  end
end

-- ARGV: version epoch leader first last now digest schema sort keep_events keep_ms access_ms, then
-- the items.
-- sort: 'events'; 'gap' (events were given up, their records follow); 'snapshot' (replaces the
-- whole live picture).
local function commit(keys, args)
  check_version(args[1])
  local meta_key, prefix = keys[1], prefix_of(keys[1])
  local epoch, first, last = tonumber(args[2]), tonumber(args[4]), tonumber(args[5])
  local sort = args[9]
  local meta = redis.call('HMGET', meta_key, 'epoch', 'leader', 'number')
  local stored_epoch, stored_number = tonumber(meta[1] or 0), tonumber(meta[3] or 0)

  if stored_epoch > epoch or (stored_epoch == epoch and meta[2] ~= args[3]) then
    return {'fenced', digits(stored_epoch)}
  end
  if stored_epoch == epoch and last <= stored_number then return {'have', digits(stored_number)} end
  if sort == 'snapshot' then
    clear(prefix)
  elseif stored_epoch < epoch or first ~= stored_number + 1 then
    return {'gap', digits(stored_number)}
  end

  take_all(prefix, args, 13, args[2], tonumber(args[12]))
  if sort ~= 'events' then
    local id = args[2] .. '-' .. args[5]
    add_entry(prefix .. 'events', id, {'type', 'gap', 'at', args[6], 'actor', ''})
  end
  redis.call('HSET', meta_key, 'number', args[5], 'now', args[6], 'digest', args[7])
  if sort == 'snapshot' or stored_number == 0 then
    redis.call('HSET', meta_key, 'epoch', args[2], 'leader', args[3], 'schema', args[8])
  end
  -- Every 64 numbers is often enough: the least that `~` gives back is a node, and that holds 100.
  if math.floor(last / 64) ~= math.floor((first - 1) / 64) then
    trim(prefix, meta_key, last, tonumber(args[6]), tonumber(args[10]), tonumber(args[11]))
  end
  if sort == 'snapshot' then return {'snapshot', args[5], args[2]} end
  return last
end

-- Leases of agents go on: {ddh}:available and {ddh}:channel:chat only, and only for those who are
-- in them.
-- ARGV: version epoch leader, then agent until ...
local function renew(keys, args)
  check_version(args[1])
  local meta = redis.call('HMGET', keys[1], 'epoch', 'leader')
  local stored_epoch, epoch = tonumber(meta[1] or 0), tonumber(args[2])
  if meta[2] ~= args[3] and stored_epoch >= epoch then return {'fenced', digits(stored_epoch)} end
  if stored_epoch ~= epoch then return 0 end
  local prefix = prefix_of(keys[1])
  for i = 4, #args, 2 do
    redis.call('ZADD', prefix .. 'available', 'XX', args[i + 1], args[i])
    redis.call('ZADD', prefix .. 'channel:chat', 'XX', args[i + 1], args[i])
  end
  return (#args - 3) / 2
end

-- Takes the lead under a new epoch, unless another owner's lease lives. The owner is the data
-- directory: whoever holds its lock knows that the process which took a lease for the same owner is
-- dead.
-- ARGV: version owner leader lease_ms. Answers {"held", owner, ms} or {"lead", epoch, number, now,
-- digest, schema}.
local function lead(keys, args)
  check_version(args[1])
  local lease = prefix_of(keys[1]) .. 'leader'
  local owner = redis.call('GET', lease)
  if owner and owner ~= args[2] then return {'held', owner, digits(redis.call('PTTL', lease))} end
  local meta = redis.call('HMGET', keys[1], 'epoch', 'number', 'now', 'digest', 'schema')
  local epoch = digits(tonumber(meta[1] or 0) + 1)
  redis.call('HSET', keys[1], 'epoch', epoch, 'leader', args[3])
  redis.call('SET', lease, args[2], 'PX', args[4])
  return {'lead', epoch, meta[2] or '', meta[3] or '', meta[4] or '', meta[5] or ''}
end

-- Keeps the lease. A Redis that forgot this leader (it came back from an older copy) is given its
-- epoch again, so that epochs never go back.
-- ARGV: version epoch owner leader lease_ms. Answers {"kept", number, epoch found} or {"fenced",
-- epoch}.
local function keep(keys, args)
  check_version(args[1])
  local lease = prefix_of(keys[1]) .. 'leader'
  local meta = redis.call('HMGET', keys[1], 'epoch', 'leader', 'number')
  local stored_epoch, epoch = tonumber(meta[1] or 0), tonumber(args[2])
  local owner = redis.call('GET', lease)
  if meta[2] ~= args[4] and (stored_epoch >= epoch or (owner and owner ~= args[3])) then
    return {'fenced', digits(stored_epoch)}
  end
  if stored_epoch < epoch then redis.call('HSET', keys[1], 'epoch', args[2], 'leader', args[4]) end
  redis.call('SET', lease, args[3], 'PX', args[5])
  return {'kept', meta[3] or '0', digits(stored_epoch)}
end

-- Gives the lease back, so that a successor need not wait.  ARGV: version leader.
local function leave(keys, args)
  check_version(args[1])
  if redis.call('HGET', keys[1], 'leader') ~= args[2] then return 0 end
  return redis.call('DEL', prefix_of(keys[1]) .. 'leader')
end

redis.register_function('ddh_commit', commit)
redis.register_function('ddh_renew', renew)
redis.register_function('ddh_lead', lead)
redis.register_function('ddh_keep', keep)
redis.register_function('ddh_leave', leave)
