--- Why a row stands as it does: kept as a code and values, shown in words.

local errors <const> = require "unom.error"
local reason <const> = require "unom.reason"
local values <const> = require "unom.bulk.ledger.values"

describe("reasons #unit", function()
	--- The words of a reason that the ledger has kept.
	local function kept(given)
		return reason.words(values.decode(values.encode(given)))
	end

	it("are a code and the values of its words", function()
		local given <const> = { job = 3, row = 7 }
		local made <const> = reason.new("skipped", given)
		assert.same({ code = "skipped", job = 3, row = 7 }, made)
		assert.same({ job = 3, row = 7 }, given)
		assert.equal("row 7 of job 3 is the same order", kept(made))
		assert.same({ code = "resend_not_whole" }, reason.new "resend_not_whole")
	end)

	it("say what a code of the carrier means", function()
		local function told(code, status)
			return reason.words(reason.new(code, { status = status, id = "7", line_no = "09" }))
		end
		assert.equal("order 7 has status 15 (order confirmed)", told("seen_order", "15"))
		assert.equal("line 09 has status 03 (removal reserved)", told("seen_line", "03"))
		assert.equal("reservation 7 has status 01 (registration reserved)", told("seen_reservation", "01"))
		assert.equal("sessionStatus 1 (connected)", told("seen_session", "1"))
		assert.equal("order 7 has status 77", told("seen_order", "77"))
	end)

	it("are none where there is none", function()
		assert.is_nil(reason.words(nil))
	end)

	it("hold others, which are said within them, however deep", function()
		local orders <const> = reason.new("seen_orders", { number = 2, ids = "AGU1 AGU2" })
		local made <const> = reason.new("undecided", { error = reason.new "cut_off",
			seen = reason.new("seen_not_whole", { seen = orders }) })
		assert.equal("the run was cut off while this row was being sent: the carrier may have acted; "
			.. "2 listed, unexplained: AGU1 AGU2; the lists do not show all there is", kept(made))
	end)

	it("show values as they are, whatever is in them", function()
		assert.equal("the order ended with status 05 (processed: an error of the carrier's system): "
			.. "100%1 of {status}", kept(reason.new("order_ended_with",
			{ status = "05", message = "100%1 of {status}" })))
	end)

	it("lack no value: no reason is shown incomplete", function()
		assert.error_matches(function() reason.words(reason.new("skipped", { job = 3 })) end, "lacks its 'row'")
		assert.error_matches(function() reason.words(reason.new "no_such_code") end, "no_such_code")
	end)

	local ERRORS <const> = {
		{ kind = "api", operation = "change_course", status = 400, name = "line_not_found", message = "no such line",
			sent = "yes", code = "400", message_id = "E1" },
		{ kind = "api", operation = "change_course", status = 400, message = "refused", message_id = "E1", sent = "yes" },
		{ kind = "network", operation = "change_course", message = "the connection was lost", sent = "maybe" },
		{ kind = "network", operation = "list_lines", message = "the connection was lost", sent = "maybe" },
		{ kind = "network", message = "SSL certificate problem: self-signed certificate", sent = "no" },
		{ kind = "auth", operation = "add_line", status = 401, message = "not authorised", sent = "no" },
		{ kind = "timeout", message = "two\nlines\27[0m", sent = "maybe" },
		{ kind = "ledger", message = "{words} 100%" },
	}
	for _, fields in ipairs(ERRORS) do
		it(("of an error say what it says: %q"):format(fields.kind .. " " .. fields.message), function()
			local copy <const> = {}
			for name, value in pairs(fields) do
				copy[name] = value
			end
			local err <const> = errors.new(copy)
			local made <const> = reason.of(err)
			assert.equal("call_failed", made.code)
			assert.equal(tostring(err), kept(made))
			assert.equal(tostring(err) .. "; sessionStatus unknown",
				kept(reason.new("undecided", { error = made, seen = reason.new "seen_session_missing" })))
		end)
	end

	it("of what a function raised are its words", function()
		assert.equal("file.lua:1: {words} 100%", kept(reason.of "file.lua:1: {words} 100%"))
		local raised <const> = setmetatable({}, { __tostring = function() return "bad argument 'lineNo'" end })
		assert.equal("bad argument 'lineNo'", kept(reason.of(raised)))
	end)
end)
