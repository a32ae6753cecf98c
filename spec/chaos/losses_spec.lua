--- What the chaos counts as a lost reply and as a lost request.

local losses <const> = require "chaos.losses"

local function event(what, id)
	return { what = what, detail = id and { id = id } or nil, event = 1 }
end

local function row(state, ...)
	return { operation = "change_course", state = state, events = { event "submitting", ... } }
end

local function order(id)
	return { orderId = id }
end

local function counted(...)
	local counts <const> = losses.count { ... }
	return ("%d/%d %d/%d"):format(counts.reply_unknown, counts.reply, counts.request_unknown, counts.request)
end

describe("losses of the chaos #unit", function()
	it("are a reply where an order is there that no answer told of", function()
		assert.equal("0/0 0/0", counted { rows = { row("succeeded", event("accepted", "AGU1")) }, orders = { order "AGU1" } })
		assert.equal("0/1 0/0", counted { rows = { row("succeeded", event("adopted", "AGU1")) }, orders = { order "AGU1" } })
		assert.equal("1/1 0/0", counted { rows = { row("unknown", event "in_doubt") }, orders = { order "AGU1" } })
		-- A killed process was told by nobody, and a second order is one of which the first answer said nothing.
		assert.equal("1/1 0/0", counted { rows = { row("unknown", event "cut_off", event("accepted", "AGU1")) },
			orders = { order "AGU1", order "AGU2" } })
	end)

	it("are a request where a row in doubt has no order", function()
		assert.equal("0/0 1/1", counted { rows = { row("unknown", event "in_doubt") }, orders = {} })
		assert.equal("0/0 0/1", counted { rows = { row("rejected", event "cut_off") }, orders = {} })
		assert.equal("0/0 0/0", counted { rows = { row "rejected" }, orders = {} })
	end)

	it("are unknown also where a person has answered since", function()
		assert.equal("1/1 0/0", counted { rows = { row("succeeded", event "in_doubt", event "resolved") },
			orders = { order "AGU1" } })
	end)

	it("are a request where the order came only once it was sent again", function()
		local accepted <const> = event("accepted", "AGU1")
		assert.equal("0/0 0/1", counted { rows = { row("succeeded", event "cut_off", event "not_listed", accepted) },
			orders = { order "AGU1" } })
		assert.equal("0/0 1/1", counted { rows = { row("succeeded", event "in_doubt", event "resolved", accepted) },
			orders = { order "AGU1" } })
	end)

	it("are counted apart where no request of the contract was lost before", function()
		local function sent(contract, number, ...)
			local made <const> = row("unknown", ...)
			made.contract, made.events[1].event = contract, number
			return made
		end
		local cancel <const> = sent("N3", 5, event "cut_off")
		cancel.operation = "cancel_order"
		local counts <const> = losses.count {
			{ rows = { sent("N1", 1, event "in_doubt") }, orders = { order "AGU1" } },
			{ rows = { sent("N1", 2, event "in_doubt") }, orders = {} },
			{ rows = { sent("N1", 3, event "in_doubt") }, orders = { order "AGU3" } },
			{ rows = { sent("N2", 4, event "in_doubt") }, orders = { order "AGU4" } },
			{ rows = { cancel }, orders = {} },
			{ rows = { sent("N3", 6, event "in_doubt") }, orders = { order "AGU6" } },
		}
		assert.same({ 4, 2, 2, 1 }, { counts.reply, counts.alone, counts.alone_unknown, counts.request })
		assert.same({ ["alone: for another reason"] = 2, ["after a lost request: for another reason"] = 2 }, counts.why)
	end)

	it("are told with why their rows are unknown", function()
		local function why(...)
			local told <const> = losses.count { { rows = { row("unknown", ...) }, orders = { order "AGU1" } } }.why
			return next(told)
		end
		local seen <const> = { code = "seen_with_another", seen = { code = "seen_orders", ids = "AGU1 AGU2" } }
		local undecided <const> = { what = "undecided", detail = seen }
		assert.equal("alone: undecided seen_with_another seen_orders with its order", why(event "in_doubt", undecided))
		assert.equal("alone: held_back resend_not_whole", why(undecided, { what = "held_back",
			detail = { code = "resend_not_whole" } }))
		assert.equal("alone: for another reason", why(event "in_doubt"))
		assert.is_nil(next(losses.count { { rows = { row("unknown", event "in_doubt") }, orders = {} } }.why))
	end)

	it("are not counted where two rows ask for the same, or where no order has an id to be found by", function()
		local twin <const> = row("unknown", event "in_doubt")
		assert.equal("0/0 0/0", counted { rows = { twin, twin }, orders = { order "AGU1" } })
		twin.operation = "disconnect_session"
		assert.equal("0/0 0/0", counted { rows = { twin }, orders = {} })
	end)
end)
