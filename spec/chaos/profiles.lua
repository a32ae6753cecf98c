--- What goes wrong in a trial, how the carrier is to be read, and what list is run: a table for each kind of chaos.
--
-- A profile: name; faults of the simulator, rates by kind; simulator, further options of it; attended: a person answers
-- for unknown rows between the starts; stuck: orders may have no end; points of the engine at which it may be struck;
-- listed_within: what the person vouches for, in engine's seconds; list: the operation of a list of one contract, with
-- so many rows.
--
-- Invariant: which profile a seed has follows from the seed and the group alone.

local profiles <const> = {}

-- The engine looks at the lists 2 s and 10 s after a request that was lost, which is 0.1 s and 0.5 s here.
local LATE <const> = { 0, 1 }

local FAULTS <const> = { ["lost-reply"] = 0.05, ["lost-request"] = 0.04, ["gateway-503"] = 0.04, ["no-list"] = 0.05 }

local groups <const> = {
	-- Where nothing is lost on its way to the carrier every order can be found again; one lost request makes a person
	-- decide on all rows in doubt of its contract.
	plain = {
		{
			name = "everything",
			faults = { ["lost-reply"] = 0.03, ["lost-request"] = 0.02, ["http-500"] = 0.03, ["http-503"] = 0.03,
				["http-429"] = 0.03, ["expired-token"] = 0.02, slow = 0.004, garbage = 0.02, truncated = 0.02, ng = 0.06,
				["system-error"] = 0.06, ["gateway-503"] = 0.02, ["no-list"] = 0.02 },
		},
		{
			name = "lost replies", attended = true,
			faults = { ["lost-reply"] = 0.1, garbage = 0.06, truncated = 0.06, slow = 0.004 },
		},
		{
			name = "refusals",
			faults = { ["http-503"] = 0.1, ["http-429"] = 0.1, ["expired-token"] = 0.06, ng = 0.1, ["system-error"] = 0.1 },
		},
		{
			name = "orders without an end", stuck = true,
			faults = { stuck = 0.12, ["lost-reply"] = 0.05, ["http-500"] = 0.04, truncated = 0.03, ng = 0.05 },
		},
		{ name = "kills alone", attended = true, faults = {} },
		{
			name = "kills before the response is written", attended = true,
			faults = { ["lost-reply"] = 0.05 }, points = { "in_flight", "answered", "taken" },
		},
	},

	-- The other readings of the specification, gateways, and somebody else.
	world = {
		{ name = "late lists", simulator = { listed_after = LATE }, faults = FAULTS },
		{
			name = "late lists, nothing lost on its way", simulator = { listed_after = LATE }, attended = true,
			faults = { ["lost-reply"] = 0.08, ["gateway-503"] = 0.04 },
		},
		{
			name = "late lists, vouched for", simulator = { listed_after = LATE }, listed_within = 30,
			faults = FAULTS,
		},
		{ name = "somebody else", simulator = { foreign = 60 }, faults = FAULTS },
		{ name = "somebody else, late lists", simulator = { foreign = 60, listed_after = LATE }, faults = FAULTS },
		{
			name = "gateways", simulator = { idle_close = 0.03 },
			faults = { ["gateway-503"] = 0.1, ["no-list"] = 0.1, ["http-503"] = 0.05 },
		},
		{
			name = "10 by id", simulator = { by_id = "10", idle_close = 0.05 },
			faults = { ["lost-reply"] = 0.05, ["no-list"] = 0.03, ng = 0.05 },
		},
		{
			name = "15 by id, sessions that stay", simulator = { by_id = "15", session_stays = true },
			faults = { ["lost-reply"] = 0.05, ["gateway-503"] = 0.03, ng = 0.05 },
		},
	},

	-- Many orders of one contract: 250, and more than its lists show.
	many = {},
}

-- Those at which the request has left: no request is lost by a kill.
local LEFT <const> = { "in_flight", "answered", "taken" }

-- `stay`: its orders are in the accepting list for longer than the run; else they are completed at once.
local function add_many(rows, name, stay, faults, listed_within)
	table.insert(groups.many, {
		name = ("%d rows, %s%s"):format(rows, name, stay and ", orders stay" or ""), rows = rows, faults = faults,
		list = stay and "change_course" or "set_roaming", simulator = { processing = stay and 2 or nil },
		listed_within = listed_within, points = not faults["lost-request"] and LEFT or nil,
	})
end

for _, rows in ipairs { 250, 3000 } do
	local replies <const> = { ["lost-reply"] = 0.02 }
	add_many(rows, "replies lost", false, replies)
	add_many(rows, "replies lost", true, replies)
	add_many(rows, "both lost", false, { ["lost-reply"] = 0.01, ["lost-request"] = 0.01 })
	add_many(rows, "both lost, vouched for", false, { ["lost-reply"] = 0.01, ["lost-request"] = 0.01 }, 10)
	add_many(rows, "both lost, vouched for", true, { ["lost-reply"] = 0.01, ["lost-request"] = 0.01 }, 10)
end

--- Is there a group of that name?
function profiles.has(name)
	return groups[name] ~= nil
end

--- How many there are in the group.
function profiles.number(name)
	return #groups[name]
end

--- The profile of a seed.
function profiles.of(name, seed)
	local group <const> = groups[name]
	return group[(seed - 1) % #group + 1]
end

return profiles
