--- Access tokens for client credentials.
--
-- Invariant: a token is valid from its issue until `life` seconds later or until it is revoked.
local errors <const> = require "unom.simulator.errors"
local json <const> = require "unom.simulator.json"

local oauth = {}

oauth.PATH = "/v1/oauth/accesstokens"
oauth.LIFE = 3599 -- seconds

local oauth_meth = {}
local oauth_mt <const> = { __name = "simulator.oauth", __index = oauth_meth }

--- `random` is a stream of random.lua.
function oauth.new(random)
	return setmetatable({ random = random, tokens = {} }, oauth_mt)
end

local function refused(status, code, words)
	return status, { ErrorCode = code, Error = words }
end

local function is_filled(value)
	return type(value) == "string" and value ~= ""
end

function oauth_meth:new_token(now)
	local alphabet <const> = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	local letters <const> = {}
	for i = 1, 28 do
		local at <const> = self.random:integer(#alphabet)
		letters[i] = alphabet:sub(at, at)
	end
	local token <const> = table.concat(letters)
	self.tokens[token] = now + oauth.LIFE
	return token
end

--- Answers a request for a token: any client id and secret are accepted, but not none. -> status, body
function oauth_meth:issue(request, now, time)
	if request.method ~= "POST" then
		return errors.unknown_url()
	end
	local body <const> = json.decode(request.body)
	if not json.is_object(body) or body.grantType ~= "client_credentials" then
		return refused(400, "invalid_request", "Unsupported grant type")
	elseif not is_filled(body.clientId) or not is_filled(body.clientSecret) then
		return refused(401, "invalid_client", "ClientId is Invalid")
	end
	return 200, {
		accessToken = self:new_token(now), tokenType = "BearerToken",
		expiresIn = tostring(oauth.LIFE), scope = "READ WRITE",
		issuedAt = ("%d"):format(time * 1000 // 1),
	}
end

local function bearer(request)
	return (request.headers.authorization or ""):match("^Bearer (%S+)$")
end

--- Does the request bear a token that is valid now?
function oauth_meth:accepts(request, now)
	local ends <const> = self.tokens[bearer(request) or ""]
	return ends ~= nil and now < ends
end

--- Revokes the request's token.
function oauth_meth:revoke(request)
	self.tokens[bearer(request) or ""] = nil
end

return oauth
