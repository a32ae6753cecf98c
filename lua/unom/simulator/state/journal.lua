--- What the simulator saw and accepted, for tests that count: GET /_simulator/orders and
-- GET /_simulator/requests.
--
-- Invariant: every acceptance is kept; of the requests, the newest up to a limit.
local json <const> = require "unom.simulator.json"

local journal = {}

local REQUESTS_LIMIT <const> = 100000

local journal_meth = {}
local journal_mt <const> = { __name = "simulator.journal", __index = journal_meth }

function journal.new()
	return setmetatable({ accepted = {}, requests = {}, first = 1, last = 0 }, journal_mt)
end

--- A request has come. The entry is completed as it is answered: status (none when it was dropped),
-- answeredAt, fault.
function journal_meth:open(request, now)
	local entry <const> = {
		method = request.method, path = request.path, query = request.query, startedAt = now,
	}
	self.last = self.last + 1
	self.requests[self.last] = entry
	if self.last - self.first >= REQUESTS_LIMIT then
		self.requests[self.first] = nil
		self.first = self.first + 1
	end
	return entry
end

--- The carrier accepted something by the request of that entry; an empty one when no request brought it.
function journal_meth:accept(record, entry)
	record.entry = entry
	self.accepted[#self.accepted + 1] = record
end

local function current_status(carrier, record, now)
	return record.status or carrier.orders:status(record, now)
end

--- The reply of /_simulator/orders.
function journal_meth:orders(carrier, now)
	local list <const> = {}
	for i, record in ipairs(self.accepted) do
		list[i] = {
			orderId = record.orderId, reserveId = record.reserveId, cancels = record.cancels,
			contractId = record.contractId, lineNo = record.lineNo, operation = record.operation,
			arguments = record.arguments, acceptedAt = record.acceptedAt, fault = record.fate,
			status = current_status(carrier, record, now), foreign = record.foreign,
			startedAt = record.entry.startedAt, answeredAt = record.entry.answeredAt,
		}
	end
	return { orders = json.list(list) }
end

--- The reply of /_simulator/requests.
function journal_meth:seen()
	local list <const> = {}
	for i = self.first, self.last do
		list[#list + 1] = self.requests[i]
	end
	return { requests = json.list(list) }
end

return journal
