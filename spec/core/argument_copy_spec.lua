--- A finaliser runs inside any allocation, so also between the check of arguments and the making of the request: the
-- core copies the arguments first. It once sent what no check had seen, and crashed on a line that was a number.

local cjson <const> = require "cjson"
local core <const> = require "unom.core"
local loopback <const> = require "support.loopback"
local wire <const> = require "support.wire"

local OPERATION <const> = "add_data_share_lines"
-- So many that the collector comes at every place of the walk; one that is eager comes there at once.
local ROUNDS <const> = os.getenv("UNOM_EAGER_COLLECTOR") and 30 or 1500
local GOOD <const>, BAD <const> = "0901234567%d", '09"},{"lineNo":"0999999999'

-- What the finaliser does to the arguments.
local CHANGES <const> = {
	["makes a line a number"] = function(given) given.linesList[2] = 42.0 end,
	["changes a value"] = function(given) given.linesList[2].lineNo = BAD end,
	["puts another list there"] = function(given) given.linesList = { { lineNo = BAD }, BAD } end,
	["takes the list away"] = function(given) given.linesList = nil end,
	["empties the list"] = function(given)
		for i = #given.linesList, 1, -1 do
			given.linesList[i] = nil
		end
	end,
	["makes the list long"] = function(given)
		for _ = #given.linesList, 40 do
			table.insert(given.linesList, 1, { lineNo = BAD })
		end
	end,
	["adds names"] = function(given)
		for number = 1, 40 do
			given[("unknown%d"):format(number)] = BAD
			given.linesList[1]["unknown" .. number] = BAD
		end
	end,
}

describe("arguments that a finaliser changes #wire", function()
	local given, change, turn

	--- An object whose finaliser changes the arguments and leaves another such object, until the spec's turn is over.
	local function arm(its_turn)
		setmetatable({}, { __gc = function()
			if its_turn ~= turn then
				return
			end
			if given then
				change(given)
			end
			arm(its_turn)
		end })
	end

	--- Calls `use` with fresh arguments again and again while the collector is eager.
	local function rounds(count, use)
		for i = 1, count do
			local lines <const> = {}
			for line = 1, 3 do
				lines[line] = { lineNo = GOOD:format(line + i % 6) }
			end
			given = { contractId = wire.CONTRACT, agreement = "yes", linesList = lines }
			use(given)
			given = nil
		end
	end

	local function assert_checked(body)
		local sent <const> = cjson.decode(body)
		assert.is_true(#sent.linesList >= 1 and #sent.linesList <= 3, body)
		for _, line in ipairs(sent.linesList) do
			assert.matches("^090%d%d%d%d%d%d%d%d?$", line.lineNo)
			assert.is_nil(next(line, next(line)))
		end
	end

	before_each(function()
		collectgarbage("incremental", 0, 1000)
		turn = {}
		arm(turn)
	end)

	after_each(function()
		turn = nil
		collectgarbage("incremental", 200, 100)
	end)

	for what, make_change in pairs(CHANGES) do
		describe("and " .. what, function()
			before_each(function() change = make_change end)

			it("are sent as they were checked", function()
				local made = 0
				rounds(ROUNDS, function(arguments)
					local ok <const>, path <const>, body <const> = pcall(core.request, OPERATION, arguments)
					if ok then
						made = made + 1
						assert.equal(("/v2/unom/contracts/%s/dataShare"):format(wire.CONTRACT), path)
						assert_checked(body)
					else
						assert.matches("^bad argument '", path)
					end
				end)
				assert.is_true(made > 0)
			end)

			it("get a diagnosis all the same", function()
				rounds(ROUNDS, function(arguments)
					local passed <const>, diagnostics <const> = core.check(OPERATION, arguments)
					assert.is_table(diagnostics)
					for _, diagnostic in ipairs(not passed and diagnostics or {}) do
						assert.is_string(diagnostic.message)
					end
				end)
			end)

			it("are masked in a trace", function()
				rounds(ROUNDS, function(arguments)
					local masked <const> = core.masked(OPERATION, arguments)
					assert.equal("yes", masked.agreement)
				end)
			end)

			it("reach the server as they were checked, with a trace of the same", function()
				local server <close> = loopback.serve(wire.reply(200, { resultCode = "0001", orderId = "AGU1" }))
				local traced <const> = {}
				local client <close> = wire.client(server, { trace = function(event) traced[#traced + 1] = event end })
				local started = 0
				rounds(60, function(arguments)
					local ok <const>, err <const> = pcall(client.start, client, OPERATION, arguments)
					started = started + (ok and 1 or 0)
					assert.is_true(ok or tostring(err):find("^bad argument '") ~= nil, err)
				end)
				turn = nil
				wire.take_turns(client, server)
				assert.equal(started, #server.requests)
				assert.equal(started, #traced)
				local lines = { 0, 0 }
				for i, request in ipairs(server.requests) do
					assert_checked(request.body)
					lines[1] = lines[1] + #cjson.decode(request.body).linesList
					lines[2] = lines[2] + #traced[i].request.linesList
				end
				assert.equal(lines[1], lines[2])
			end)
		end)
	end
end)
