--- The client and the simulator each have their own reading of the specification: these specs show that they agree.

local option_codes <const> = require "unom.simulator.answers.option_codes"
local simulator <const> = require "unom.simulator"
local unom <const> = require "unom"

describe("the client and the simulator #wire", function()
	local function client_of(sim, more)
		local options <const> = {
			base_url = sim.url, contract_id = "N123456789", client_id = "id", client_secret = "secret",
		}
		for name, value in pairs(more or {}) do
			options[name] = value
		end
		return unom.client(options)
	end

	it("read the specification alike: every example is understood", function()
		local sim <close> = assert(simulator.start { latency = 0 })
		local client <close> = client_of(sim)
		for _, operation in ipairs(unom.operations) do
			local arguments <const> = unom.operations.example(operation.name)
			local reply <const>, err <const> = client:call(operation.name, arguments)
			-- Some name what is not there; the simulator finds that out only once the form is right.
			local known <const> = reply or err.status == 404 and err.name or err.code == "0003" and "0003"
			assert.truthy(known, operation.name .. ": " .. tostring(err))
		end
	end)

	--- The operations that change something and whose example names no id; the termination of its line is the last.
	local function orders_by_example()
		local names <const> = {}
		for _, operation in ipairs(unom.operations) do
			local example <const> = unom.operations.example(operation.name)
			if operation.changes and not (example.orderId or example.reserveId) then
				table.insert(names, operation.name ~= "terminate_line" and 1 or #names + 1, operation.name)
			end
		end
		return names
	end

	-- What template printed once was of a contract and codes that no simulator knew.
	it("have the lines and the codes of the examples: each is carried out as it stands", function()
		local sim <close> = assert(simulator.start { latency = 0, processing = 0 })
		local client <close> = client_of(sim)
		local names <const> = orders_by_example()
		assert.equal(14, #names)
		for _, name in ipairs(names) do
			local reply <const> = assert(client:call(name, unom.operations.example(name)))
			if reply.orderId then
				local status <const> = assert(client:get_order_status { orderId = reply.orderId })
				assert.equal("03", status.orderList[1].orderStatus, name)
			end
		end
	end)

	it("agree on the option codes, in whatever shape they come", function()
		for _, shape in ipairs(option_codes.SHAPES) do
			local sim <close> = assert(simulator.start { latency = 0, processing = 0, option_codes = shape })
			local client <close> = client_of(sim)
			assert(client:add_data_volume { lineNo = "09010000004", agreement = "yes" })
			local lines <const> = assert(client:list_lines {}).linesList
			assert.same({}, lines[3].optionCodeList or {}, shape)
			assert.same({ "T6000036", "T6000084" }, lines[4].optionCodeList, shape)
		end
	end)

	it("agree on what a lost reply means", function()
		local sim <close> = assert(simulator.start { latency = 0, faults = { ["lost-reply"] = 1 } })
		local client <close> = client_of(sim)
		local reply <const>, err <const> = client:add_data_volume { lineNo = "09010000001", agreement = "yes" }
		assert.is_nil(reply)
		assert.equal("maybe", err.sent)
		assert.equal(1, #sim:orders())
	end)

	it("agree on every fault: what was sent, and what was done", function()
		local expected <const> = {
			["lost-reply"] = { "maybe", 1 }, ["lost-request"] = { "maybe", 0 }, ["http-503"] = { "no", 0 },
			["http-429"] = { "no", 0 }, ["expired-token"] = { "no", 0 }, slow = { "maybe", 1 }, garbage = { "maybe", 1 },
			truncated = { "maybe", 1 }, ["gateway-503"] = { "maybe", 1 },
		}
		for kind, what in pairs(expected) do
			local sim <close> = assert(simulator.start { latency = 0, faults = { [kind] = 1 } })
			local client <close> = client_of(sim, { timeout = 1 })
			local reply <const>, err <const> = client:add_data_volume { lineNo = "09010000001", agreement = "yes" }
			assert.is_nil(reply, kind)
			assert.same(what, { err.sent, #sim:orders() }, kind)
		end
	end)

	it("agree that a list without its list is no list", function()
		local sim <close> = assert(simulator.start { latency = 0, faults = { ["no-list"] = 1 } })
		local client <close> = client_of(sim)
		local reply <const>, err <const> = client:list_accepting_orders {}
		assert.is_nil(reply)
		assert.equal("protocol", err.kind)
	end)

	it("notes when each submission came and when the response left", function()
		local sim <close> = assert(simulator.start { latency = 0.03, seed = 2 })
		local client <close> = client_of(sim)
		for number = 1, 3 do
			assert(client:add_data_volume { lineNo = "0901000000" .. number, agreement = "yes" })
		end
		local orders <const> = sim:orders()
		for i, order in ipairs(orders) do
			assert.is_true(order.answeredAt - order.startedAt >= 0.03)
			assert.is_true(i == 1 or order.startedAt >= orders[i - 1].answeredAt)
		end
		assert.equal(4, #sim:requests())
	end)
end)
