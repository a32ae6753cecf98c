--- The ledger's methods for those who look at a job: who works on it, what happened last, how its rows ended.
--
-- Invariants: nothing is written. What is counted or grouped is counted by the database, so that a job with many rows
-- can be looked at each second.

local values <const> = require "unom.bulk.ledger.values"

local overview <const> = {}

-- Among how many of the newest events the last one of a job is looked for, before all of the job's are.
local NEWEST <const> = 10000

-- Which rows of a job are meant: all, or those that none of its retries has taken. Each has one parameter, the job.
local ALL <const>, UNTAKEN <const> = "job = ?", [[line NOT IN (SELECT line FROM list_row
	WHERE job IN (SELECT job FROM job WHERE parent = ? AND purpose = 'retry'))]]

--- Who took the contracts of a job last, where no other job has taken them since: an array of {contract=, process=,
-- since=, host="" where it is not known}.
function overview:holders(job)
	return self.database:all("SELECT contract, process, since, host FROM holder WHERE job = ? ORDER BY since, contract",
		job)
end

--- The last event of a job: {event=, time=, row=number|nil, what=, detail=table|nil}, or nil.
function overview:last_event_of(job)
	local newest <const> = self:last_event() - NEWEST
	-- "+": by the number of the event, backwards; by the index on jobs all events of a long job would be sorted
	local found <const> = self.database:first("SELECT MAX(event) AS event FROM event WHERE +job = ? AND event > ?", job,
		newest).event or self.database:first("SELECT MAX(event) AS event FROM event WHERE job = ?", job).event
	local event <const> = found and self.database:first("SELECT event, time, list_row, what, detail FROM event "
		.. "WHERE event = ?", found)
	if event then
		event.row, event.list_row = event.list_row, nil
		event.detail = values.decode(event.detail)
	end
	return event
end

--- How many rows of a job in a state have an order of each operation at each status: an array of {operation=,
-- order_status=nil: none is known, number=}.
function overview:count_by_status(job, state)
	return self.database:all([[SELECT operation, order_status, COUNT(*) AS number FROM list_row
		WHERE job = ? AND state = ? AND (order_id IS NOT NULL OR reserve_id IS NOT NULL)
		GROUP BY operation, order_status ORDER BY operation, order_status]], job, state)
end

--- How many rows of a job succeeded as some of as many orders, of which nobody knows which is whose: an array of
-- {operation=, number=}.
function overview:count_counted(job)
	return self.database:all([[SELECT operation, COUNT(*) AS number FROM list_row
		WHERE job = ? AND state = 'succeeded' AND evidence = 'counted' GROUP BY operation ORDER BY operation]], job)
end

--- How many rows of a job that succeeded take effect on each day after that one: an array of {day=YYYYMMDD, number=}.
-- @param untaken only those that none of its retries has taken
function overview:count_by_effect(job, untaken, after)
	return self.database:all(([[SELECT COALESCE(takes_effect, arguments ->> 'requestDate') AS day, COUNT(*) AS number
		FROM list_row WHERE job = ? AND state = 'succeeded' AND %s
		AND COALESCE(takes_effect, arguments ->> 'requestDate') > ?
		GROUP BY day ORDER BY day]]):format(untaken and UNTAKEN or ALL), job, job, after)
end

--- The rows of a job in a state, in file order.
-- @param untaken only those that none of its retries has taken
function overview:rows_of_state(job, state, untaken)
	return self:read(self.database:all(("SELECT * FROM list_row WHERE job = ? AND state = ? AND %s ORDER BY list_row")
		:format(untaken and UNTAKEN or ALL), job, state, job))
end

--- Those rows, grouped by operation, messageId and reason: the first rows of each group, in file order, each with its
-- `place` in the group and `number`, how many rows that has.
-- @param limit how many of a group
function overview:grouped_rows(job, state, untaken, limit)
	return self:read(self.database:all(([[SELECT list_row.*, number, place FROM list_row JOIN (
			SELECT list_row AS chosen, COUNT(*) OVER same AS number,
				ROW_NUMBER() OVER (same ORDER BY list_row) AS place
			FROM list_row WHERE job = ? AND state = ? AND %s
			WINDOW same AS (PARTITION BY operation, message_id, reason)
		) AS grouped ON chosen = list_row
		WHERE job = ? AND place <= %d ORDER BY list_row]]):format(untaken and UNTAKEN or ALL, limit), job, state, job, job))
end

return overview
