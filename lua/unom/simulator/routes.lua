--- From a method and a path to the operations that answer there.
--
-- Invariant: a literal segment wins over a {placeholder} of the same place.
local api <const> = require "unom.simulator.api"

local routes = {}

local BASE <const> = "/v2/unom/contracts/{contractId}"

-- A tree over the segments of the paths; a leaf has `operations[method]`, a list.
local root <const> = { children = {}, operations = {} }

local function add(operation)
	local node = root
	for segment in (BASE .. operation.path):gmatch("[^/]+") do
		local name <const> = segment:match("^{(%w+)}$")
		local key <const> = name and "{}" or segment
		node.children[key] = node.children[key] or { children = {}, operations = {}, names = name }
		node = node.children[key]
	end
	node.operations[operation.method] = node.operations[operation.method] or {}
	table.insert(node.operations[operation.method], operation)
end

for _, operation in pairs(api) do
	add(operation)
end

--- Undoes the percent-encoding of a segment or of a query's name or value.
function routes.unescape(text)
	return (text:gsub("%%(%x%x)", function(digits)
		return string.char(tonumber(digits, 16))
	end))
end

--- The operations at this method and path, and the values of its placeholders; nil when there is
-- nothing there.
function routes.find(method, path)
	local node, values = root, {}
	if path:find("//", 1, true) or path:sub(-1) == "/" then
		return nil
	end
	for segment in path:gmatch("[^/]+") do
		local literal <const> = node.children[segment]
		node = literal or node.children["{}"]
		if not node then
			return nil
		end
		if not literal then
			values[node.names] = routes.unescape(segment)
		end
	end
	local operations <const> = node.operations[method]
	if not operations then
		return nil
	end
	return operations, values
end

--- A raw query as a table of names and values. nil when it is malformed or a name comes twice.
function routes.parse_query(query)
	local result <const> = {}
	for pair in (query or ""):gmatch("[^&]+") do
		local name, value = pair:match("^([^=]+)=(.*)$")
		if not name then
			return nil
		end
		name, value = routes.unescape(name), routes.unescape((value:gsub("+", " ")))
		if result[name] then
			return nil
		end
		result[name] = value
	end
	return result
end

return routes
