--- One question to the carrier, whatever ends it, and the pauses between questions.

local core <const> = require "unom.core"
local loopback <const> = require "support.loopback"
local question <const> = require "unom.client.question"
local wire <const> = require "support.wire"

local function raise()
	os.execute(("kill -TERM %d"):format(core.process_id()))
end

describe("a question #wire", function()
	local server, client
	before_each(function()
		server = loopback.serve(function() end) -- it keeps every request
		client = wire.client(server)
	end)
	after_each(function()
		client:close()
		server:close()
	end)

	local function ask(seconds)
		return question.ask(client, "list_lines", {}, seconds)
	end

	it("that gets no answer ends at its time, and nothing of it is left", function()
		assert.same({ n = 3, nil, nil, "timeout" }, table.pack(ask(0.05)))
		assert.equal(0, client:in_flight())
		assert.same({}, client:close())
	end)

	it("leaves nothing of it where a trace function raises at its end", function()
		local traced <const> = wire.client(server, { trace = function(event) error(event.error, 0) end })
		local ok <const>, raised <const> = pcall(question.ask, traced, "list_lines", {}, 0.05)
		assert.same({ false, "interrupted" }, { ok, raised })
		assert.equal(0, traced:in_flight())
		local ids <const> = {}
		for _ = 1, 3 do
			ids[traced:start("list_lines", {})] = true
		end
		assert.same({ false, "interrupted" }, { pcall(question.drop, traced, ids) })
		assert.same({}, traced:close())
	end)

	it("is not asked after a signal", function()
		local watch <close> = core.interrupt_watch()
		raise()
		assert.same({ n = 3, nil, nil, "interrupted" }, table.pack(ask(60)))
		assert.equal(1, watch:count())
		assert.equal(0, client:in_flight())
		server:step(0)
		assert.same({}, server.requests)
	end)

	it("ends at a signal", function()
		local watch <close> = core.interrupt_watch()
		local later <close> = assert(io.popen(("sleep 0.1; kill -TERM %d"):format(core.process_id())))
		assert.same({ n = 3, nil, nil, "interrupted" }, table.pack(ask(60)))
		assert.equal(1, watch:count())
		assert.equal(0, client:in_flight())
		assert.is_truthy(later)
	end)

	it("that a hook strikes leaves nothing in the client", function()
		local struck = 0
		for strike = 2, 8 do
			local calls = 0
			debug.sethook(function()
				calls = calls + (debug.getinfo(2, "S").what == "C" and 1 or 0)
				if calls == strike then
					debug.sethook()
					struck = struck + 1
					error "struck"
				end
			end, "c")
			pcall(ask, 0.01)
			debug.sethook()
			client:wait(0, {})
			assert.equal(0, client:in_flight(), strike)
		end
		assert.equal(7, struck)
	end)
end)

describe("a pause #wire", function()
	it("lets calls of others go on, and ends at a signal", function()
		local server <close> = loopback.serve(function() end)
		local traced = 0
		local client <close> = wire.client(server, { timeout = 0.05, trace = function() traced = traced + 1 end })
		local id <const> = client:start("list_lines")
		local pause <const> = question.sleeper(client)
		assert.is_true(pause(0.5))
		assert.equal(1, traced)
		assert.equal(id, client:wait(0, { [id] = true })[1].id)
		local watch <close> = core.interrupt_watch()
		raise()
		local begun <const> = core.monotonic()
		assert.is_false(pause(60))
		assert.is_true(core.monotonic() - begun < 20)
		assert.equal(1, watch:count())
	end)
end)
