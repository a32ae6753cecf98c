--- The headers of a request: a handle keeps those of its request before, where they are the same.

local arguments <const> = require "support.arguments"
local loopback <const> = require "support.loopback"
local replies <const> = require "support.replies"
local wire <const> = require "support.wire"

local JSON <const> = "application/json; charset=UTF-8"

--- By path: a reply that suits every operation here.
local function answer(request)
	local operation <const> = request.method == "PUT" and "change_course" or "list_lines"
	wire.reply(200, replies.lean(operation))(request)
end

describe("the headers of a request #wire", function()
	it("say JSON of a body that is there, whatever the request before had", function()
		local server <close> = loopback.serve(answer)
		local client <close> = wire.client(server)
		local calls <const> = { "list_lines", "change_course", "change_course", "list_lines", "list_lines", "change_course" }
		for _, operation in ipairs(calls) do
			assert(loopback.call(client, server, operation, arguments.of(operation)))
		end
		for index, operation in ipairs(calls) do
			local headers <const> = server.requests[index].headers
			assert.equal(operation == "change_course" and JSON or nil, headers["content-type"])
			assert.equal("application/json", headers.accept)
			assert.equal("Bearer static-token", headers.authorization)
		end
	end)

	it("name the caller's program where it has a name, else unom", function()
		for _, name in ipairs { false, "lines-report/1.0 (noc@example.jp)" } do
			local server <close> = loopback.serve(wire.split(wire.grant "t", answer))
			local client <close> = wire.client(server, wire.credentials { user_agent = name })
			collectgarbage() -- the name is kept
			assert(loopback.call(client, server, "list_lines"))
			assert.same({ name or "unom", name or "unom" },
				{ server.requests[1].headers["user-agent"], server.requests[2].headers["user-agent"] })
		end
	end)

	it("carry the token of now, also one of the same length or the beginning of the one before", function()
		local tokens <const> = { "token-1", "token-2", "token", "token-2-and-more", "token-2-and-more" }
		local granted, calls = 0, 0
		local server <close> = loopback.serve(wire.split(function(request)
			granted = granted + 1
			wire.grant(tokens[granted])(request)
		end, function(request)
			calls = calls + 1
			if calls % 2 == 0 then -- every second request of an operation needs a new token
				return wire.refusal(401, "Invalid access token")(request)
			end
			answer(request)
		end))
		local client <close> = wire.client(server, wire.credentials())
		for _ = 1, #tokens do
			assert(loopback.call(client, server, "list_lines"))
		end
		local seen <const> = {}
		for _, request in ipairs(server.requests) do
			local token <const> = (request.headers.authorization or ""):match "^Bearer (.*)$"
			assert.equal(token ~= nil, request.path ~= wire.TOKEN_PATH)
			seen[#seen + 1] = token
		end
		assert.same({ "token-1", "token-1", "token-2", "token-2", "token", "token", "token-2-and-more",
			"token-2-and-more", "token-2-and-more" }, seen)
	end)
end)
