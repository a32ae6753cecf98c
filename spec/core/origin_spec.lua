--- What the reply of an operation that acts knows of its request, so that a script can wait for the order by it.

local arguments <const> = require "support.arguments"
local operations <const> = require "unom.operations"
local replies <const> = require "support.replies"
local wire <const> = require "support.wire"

--- The reply to a good answer, and its metatable.
local function reply_to(operation, given, options)
	local reply <const> = assert(wire.once(wire.reply(200, replies.lean(operation)), operation, given, options))
	return reply, getmetatable(reply)
end

--- Every text in a table.
local function texts(value, found)
	for _, member in pairs(value) do
		if type(member) == "table" then
			texts(member, found)
		else
			found[#found + 1] = tostring(member)
		end
	end
	return found
end

describe("the origin of a reply #wire", function()
	for _, operation in ipairs(operations) do
		local name <const> = operation.name
		it(("is %s of %s"):format(operation.changes and "known" or "not kept", name), function()
			local before <const> = os.time()
			local _ <const>, origin <const> = reply_to(name, arguments.of(name))
			if not operation.changes then
				assert.is_nil(origin)
				return
			end
			assert.equal("unom.reply", origin.__name)
			assert.equal(name, origin.operation)
			assert.equal(arguments.of(name).contractId, origin.contract_id)
			assert.is_true(before <= origin.started and origin.started <= os.time())
			for _, field in ipairs { "lineNo", "orderId", "reserveId" } do
				assert.equal(arguments.of(name)[field], origin.arguments[field])
			end
		end)

		it("holds no secret of " .. name, function()
			local given <const>, secrets <const> = arguments.of(name), {}
			for _, field in ipairs(operation.fields) do
				secrets[#secrets + 1] = field.secret and given[field.name] or nil
			end
			local _ <const>, origin <const> = reply_to(name, given)
			local all <const> = "\n" .. table.concat(texts(origin or {}, {}), "\n") .. "\n"
			for _, secret in ipairs(secrets) do
				assert.is_nil(all:find("\n" .. secret .. "\n", 1, true))
			end
		end)
	end

	it("tells when the request left, which may be long after its start", function()
		local began <const> = os.time()
		local function token()
			repeat until os.time() > began
			return "token"
		end
		local _ <const>, origin <const> = reply_to("disconnect_session", arguments.of "disconnect_session",
			{ access_token = false, token = token })
		assert.is_true(origin.started > began)
	end)

	it("has the client's contract where the arguments name none, and every line of a list", function()
		local _ <const>, origin <const> = reply_to("add_data_share_lines",
			{ agreement = "yes", linesList = { { lineNo = "09010000001" }, { lineNo = "09010000002" } } },
			{ contract_id = "N123456780" })
		assert.equal("N123456780", origin.contract_id)
		assert.is_nil(origin.arguments.contractId)
		assert.same({ { lineNo = "09010000001" }, { lineNo = "09010000002" } }, origin.arguments.linesList)
	end)
end)
