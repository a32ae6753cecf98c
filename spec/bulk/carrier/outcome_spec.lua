local outcome <const> = require "unom.bulk.carrier.outcome"

-- What is known of an error -> what becomes of the row.
local ERRORS <const> = {
	{ { kind = "network", sent = "no" }, "again" },
	{ { kind = "timeout", sent = "no" }, "again" },
	{ { kind = "http", sent = "no", status = 502 }, "again" },
	{ { kind = "network", sent = "maybe" }, "in_doubt" },
	{ { kind = "timeout", sent = "maybe" }, "in_doubt" },
	{ { kind = "protocol", sent = "maybe", status = 200 }, "in_doubt" },
	{ { kind = "http", sent = "maybe", status = 500, name = "internal_error" }, "in_doubt" },
	{ { kind = "http", sent = "maybe", status = 502 }, "in_doubt" },
	{ { kind = "http", sent = "maybe", status = 503 }, "in_doubt" },
	{ { kind = "http", sent = "maybe", status = 504 }, "in_doubt" },
	{ { kind = "http", sent = "maybe", status = 302, permanent = true }, "in_doubt" },
	{ { kind = "http", sent = "maybe", status = 407, permanent = true }, "in_doubt" },
	{ { kind = "http", sent = "maybe", status = 408 }, "in_doubt" },
	{ { kind = "http", sent = "no", status = 421 }, "again" },
	{ { kind = "api", sent = "no", status = 421 }, "again" },
	{ { kind = "http", sent = "no", status = 425 }, "again" },
	{ { kind = "protocol", sent = "no", status = 200 }, "again" }, -- no token in a good response
	{ { kind = "http", sent = "no", status = 503, name = "maintenance" }, "wait" },
	{ { kind = "http", sent = "maybe", status = 503, name = "maintenance" }, "in_doubt" }, -- by a gateway
	{ { kind = "http", sent = "no", status = 429 }, "wait" },
	{ { kind = "api", sent = "no", status = 429 }, "wait" },
	{ { kind = "api", sent = "no", status = 400, name = "too_many_orders" }, "full" },
	{ { kind = "api", sent = "yes", status = 400, name = "too_many_orders" }, "rejected" },
	{ { kind = "api", sent = "yes", status = 400, name = "request_date_invalid" }, "rejected" },
	{ { kind = "api", sent = "yes", status = 404, name = "line_not_found" }, "rejected" },
	{ { kind = "http", sent = "yes", status = 404 }, "rejected" },
	{ { kind = "api", sent = "yes", status = 200, code = "0002" }, "rejected" },
	{ { kind = "auth", sent = "no", status = 401 }, "unauthorised" },
	{ { kind = "interrupted", sent = "maybe" }, "in_doubt" },
	{ { kind = "interrupted", sent = "no" }, "again" },
}

describe("outcome #unit", function()
	for _, case in ipairs(ERRORS) do
		local err <const>, action <const> = case[1], case[2]
		it(("%s, sent %s, status %s, %s: %s"):format(err.kind, err.sent, err.status, err.name, action), function()
			assert.equal(action, outcome.of(nil, err))
		end)
	end

	-- The answer to a cut says only that the request was taken, so that it is followed as well.
	it("follows whatever was accepted", function()
		assert.equal("accepted", outcome.of { orderId = "AGU1" })
		assert.equal("accepted", outcome.of { resultCode = "0" })
	end)
end)
