--- unom.httpd on the wire, with curl(1) as a client that owes this project nothing.

local httpd <const> = require "unom.httpd"
local scratch <const> = require "support.scratch"

describe("httpd #wire", function()
	local server, base

	before_each(function()
		server = assert(httpd.listen {})
		base = "http://127.0.0.1:" .. server:port()
	end)

	after_each(function()
		server:close()
	end)

	--- Starts curl with these arguments, with the server's URL for BASE.
	local function curl(arguments)
		return assert(io.popen("LD_PRELOAD= curl -sS -m 10 " .. arguments:gsub("BASE", base) .. " 2>&1; echo ' exit '$?"))
	end

	--- The next request, waited for.
	local function next_request()
		local requests <const> = assert(server:wait(10))
		assert.equal(1, #requests)
		return requests[1]
	end

	--- What curl wrote, after the server has sent its responses.
	local function output_of(pipe)
		for _ = 1, 5 do
			server:wait(0.01)
		end
		local text <const> = pipe:read("a")
		pipe:close()
		return text
	end

	it("gives a request as the client sent it", function()
		local pipe <const> = curl [['BASE/a%20b/%E3%81%82?x=1%262&y=+' -X PUT -H 'X-Mixed-Case: One' -d '{"a":1}']]
		local request <const> = next_request()
		assert.same({ "PUT", "/a%20b/%E3%81%82", "x=1%262&y=+", '{"a":1}', "One" }, {
			request.method, request.path, request.query, request.body, request.headers["x-mixed-case"],
		})
		assert.is_nil(request.other)
		assert.is_true(request:reply(200, { ["Content-Type"] = "text/plain" }, "fine"))
		assert.equal("fine exit 0\n", output_of(pipe))
	end)

	it("gives no query and an empty body where there is none", function()
		local pipe <const> = curl "BASE/"
		local request <const> = next_request()
		assert.is_nil(request.query)
		assert.equal("", request.body)
		request:reply(204)
		output_of(pipe)
	end)

	it("sends a status and headers", function()
		local pipe <const> = curl "-i BASE/"
		next_request():reply(429, { ["Retry-After"] = 7 }, "no")
		local text <const> = output_of(pipe)
		assert.matches("^HTTP/1.1 429 ", text)
		assert.matches("\nRetry%-After: 7\r", text)
		assert.matches("\nContent%-Length: 2\r", text)
	end)

	it("keeps a connection, and responds late and in any order", function()
		local slow <const> = curl "BASE/slow"
		local first <const> = next_request()
		local kept <const> = curl "BASE/1 BASE/2 -w '<%{num_connects}>'"
		for number = 1, 2 do
			local request <const> = next_request()
			assert.equal("/" .. number, request.path)
			request:reply(200, nil, tostring(number))
		end
		assert.equal("1<1>2<0> exit 0\n", output_of(kept))
		first:reply(200, nil, "late")
		assert.equal("late exit 0\n", output_of(slow))
	end)

	it("drops a connection without a byte", function()
		local pipe <const> = curl "BASE/"
		assert.is_true(next_request():drop())
		assert.matches("exit 52\n$", output_of(pipe)) -- empty reply
	end)

	it("truncates a response on demand", function()
		for _, bytes in ipairs { 0, 5 } do
			local pipe <const> = curl "BASE/"
			assert.is_true(next_request():truncate(200, {}, "0123456789", bytes))
			local text <const> = output_of(pipe)
			assert.matches(("0123456789"):sub(1, bytes) .. " exit 18\n$", text) -- partial file
			assert.falsy(text:find("6", 1, true) and text:find("0123456", 1, true))
		end
	end)

	it("responds once", function()
		local pipe <const> = curl "BASE/"
		local request <const> = next_request()
		assert.is_true(request:reply(200))
		assert.same({ nil, "the request was answered already" }, { request:reply(200) })
		assert.same({ nil, "the request was answered already" }, { request:drop() })
		output_of(pipe)
		assert.same({ nil, "the connection is closed" }, { request:truncate(200, {}, "abc", 1) })
	end)

	it("takes a body of 1 MiB, and refuses a larger one with 413 itself", function()
		local directory <const> = scratch.directory()
		local whole <const> = ("x"):rep(1024 * 1024)
		scratch.file(directory .. "/whole", whole)
		scratch.file(directory .. "/large", whole .. "x")
		for _, how in ipairs { "", "-H 'Transfer-Encoding: chunked' " } do
			local pipe = curl(how .. "--data-binary @" .. directory .. "/whole BASE/")
			local request <const> = next_request()
			assert.is_true(request.body == whole)
			request:reply(200)
			output_of(pipe)
			pipe = curl(how .. "-w '<%{http_code}>' --data-binary @" .. directory .. "/large BASE/")
			assert.same({}, server:wait(0.5))
			assert.matches("<413> exit 0\n$", output_of(pipe))
		end
		scratch.remove(directory)
	end)

	it("drops a request that is collected without a response", function()
		local pipe <const> = curl "BASE/"
		next_request()
		collectgarbage()
		collectgarbage()
		assert.matches("exit 52\n$", output_of(pipe))
	end)

	it("closes before, between and after its requests", function()
		local queued <const>, taken <const> = curl "BASE/1", curl "BASE/2"
		local request <const> = assert(server:wait(10))[1]
		server:close()
		assert.same({ nil, "the connection is closed" }, { request:reply(200) })
		assert.truthy(request.path)
		server:close()
		for _, pipe in ipairs { queued, taken } do
			assert.matches("exit [57]%d?\n$", pipe:read("a"))
			pipe:close()
		end
		assert.error_matches(function() server:wait(0) end, "the server is closed")
		assert.error_matches(function() server:port() end, "the server is closed")
	end)

	it("may be closed by a finaliser while it hands out a request", function()
		assert.equal("done", scratch.lua [[
			local httpd = require "unom.httpd"
			for round = 1, 60 do
				local server = httpd.listen {}
				local pipe = io.popen("LD_PRELOAD= curl -s -m 1 http://127.0.0.1:" .. server:port())
				local start = httpd.now()
				repeat until httpd.now() > start + 0.01
				collectgarbage()
				collectgarbage("stop")
				local ballast = {} -- moves the end of the collector's cycle from round to round
				for i = 1, round * 8 do
					ballast[i] = {}
				end
				local guard = setmetatable({}, { __gc = function() server:close() end })
				guard = nil
				collectgarbage("incremental", 1, 400 + round % 7 * 80, 4)
				collectgarbage("restart")
				pcall(server.wait, server, 0.2)
				collectgarbage("incremental", 200, 100, 13)
				server:close()
				pipe:close()
			end
			io.write("done")
		]])
	end)

	it("survives a client that goes away first", function()
		local pipe <const> = assert(io.popen("LD_PRELOAD= curl -sS -m 0.2 " .. base .. " 2>&1; echo done"))
		local request <const> = next_request()
		assert.matches("done", pipe:read("a"))
		pipe:close()
		assert.is_true(request:reply(200, {}, "nobody hears"))
		server:wait(0.05)
	end)

	it("waits no longer than asked", function()
		local start <const> = httpd.now()
		assert.same({}, server:wait(0.05))
		local waited <const> = httpd.now() - start
		assert.is_true(waited >= 0.05 and waited < 1)
	end)

	it("says why it cannot listen", function()
		assert.same({ nil, ("cannot listen on 127.0.0.1 port %d: Address already in use"):format(server:port()) },
			{ httpd.listen { port = server:port() } })
		assert.same({ nil, "'localhost' is not a numeric address" }, { httpd.listen { address = "localhost" } })
		assert.error_matches(function() httpd.listen { port = 65536 } end, "bad option 'port' to 'listen'")
		assert.error_matches(function() httpd.listen { port = "many" } end, "bad option 'port' to 'listen'")
	end)

	it("refuses wrong statuses, headers and lengths, and a response can still be given", function()
		local pipe <const> = curl "BASE/"
		local request <const> = next_request()
		for _, wrong in ipairs {
			function() request:reply(100) end,
			function() request:reply(600) end,
			function() request:reply(200, "no table") end,
			function() request:reply(200, { "no name" }) end,
			function() request:reply(200, { name = {} }) end,
			function() request:reply(200, { ["a name"] = "b" }) end,
			function() request:reply(200, { name = "a\r\nb" }) end,
			function() request:truncate(200, {}, "abc", 3) end,
			function() request:truncate(200, {}, "abc", -1) end,
		} do
			assert.error(wrong)
		end
		assert.is_true(request:reply(200, {}, "still"))
		assert.equal("still exit 0\n", output_of(pipe))
	end)
end)
