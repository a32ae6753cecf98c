--- What is told of a job while it is followed, and how following ends.

local following <const> = require "unom.cli.following"
local states <const> = require "unom.bulk.ledger.states"

describe("following a job #unit", function()
	--- A process's environment whose clock the spec moves: `slept` has each pause, `said` each line.
	local function new_environment()
		local environment <const> = { now = 0, slept = {}, said = {}, err = io.tmpfile() }
		function environment.clock() return environment.now end
		function environment.time() return 0 end
		function environment.getenv() return nil end
		function environment.is_terminal() return false end
		function environment.sleep(seconds)
			table.insert(environment.slept, seconds)
			environment.now = environment.now + seconds
		end
		function environment:say(line) table.insert(self.said, line) end
		return environment
	end

	local function counts(given)
		local all <const> = states.counts()
		for state, number in pairs(given) do
			all[state] = number
		end
		return all
	end

	--- A job with rows in these states.
	local function job(given, state, failures)
		local numbers <const> = counts(given)
		return { job = 1, total = states.count_all(numbers), states = numbers, state = state or "ended",
			open = states.count_open(numbers) > 0, waiting = { { contractId = "N1", words = "all is sent" } },
			failures = failures or {} }
	end

	--- Follows the first of the jobs, as which the others are seen one after the other.
	local function follow(environment, jobs, took)
		local place = 1
		local code <const>, failed <const> = following.follow(jobs[1], function()
			place = place + 1
			environment.now = environment.now + (took or 0)
			return jobs[place] or nil, not jobs[place] and 2 or nil
		end, environment)
		return code, failed
	end

	local function code_of(...)
		return (follow(new_environment(), { job(...) }))
	end

	it("ends at once with the code of a job that has ended, or that nobody works on", function()
		assert.equal(0, code_of { succeeded = 2, skipped = 1 })
		assert.equal(1, code_of { succeeded = 2, cancelled = 1 })
		assert.equal(3, code_of { rejected = 2, unknown = 1 })
		assert.equal(4, code_of({ unknown = 2, tracking = 1 }, "stopped"))
		assert.equal(4, code_of({ pending = 1 }, "not_known"))
	end)

	it("tells at once and every 10 s how far it is and what it waits for, until it ends", function()
		local environment <const>, jobs <const> = new_environment(), {}
		for number = 1, 12 do
			jobs[number] = job({ succeeded = number, tracking = 12 - number }, number < 12 and "running" or "ended")
		end
		assert.equal(0, follow(environment, jobs))
		assert.same({ "09:00:00 JST: 1 of 12 rows ended: 1 succeeded; 11 with the carrier; all is sent",
			"09:00:00 JST: 11 of 12 rows ended: 11 succeeded; 1 with the carrier; all is sent" }, environment.said)
		assert.same({ 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 }, environment.slept)
	end)

	it("looks at a job that is slow to look at less often", function()
		local environment <const> = new_environment()
		local running <const> = job({ tracking = 1 }, "running")
		assert.equal(0, follow(environment, { running, running, job { succeeded = 1 } }, 0.5))
		assert.same({ 1, 10 }, environment.slept)
	end)

	it("tells a group of failures when it is new, and again when it has doubled", function()
		local function running(rejected, unknown)
			local failures <const> = {}
			failures[1] = unknown and { state = "unknown", operation = "add_line", rows = unknown } or nil
			failures[#failures + 1] = { state = "rejected", operation = "set_roaming", error = "set_roaming: refused",
				rows = rejected }
			return job({ rejected = rejected, unknown = unknown or 0, tracking = 1 }, "running", failures)
		end
		local environment <const> = new_environment()
		assert.equal(1, follow(environment, { running(1), running(1), running(2), running(3), running(4, 1), running(7, 1),
			job { rejected = 8 } }))
		local told <const> = {}
		for _, line in ipairs(environment.said) do
			told[#told + 1] = not line:find "JST" and line or nil
		end
		assert.same({ "1 row is rejected: set_roaming: refused", "2 rows are rejected: set_roaming: refused",
			"1 row is unknown: add_line: no reason is known", "4 rows are rejected: set_roaming: refused" }, told)
	end)

	it("goes by the family where the job of a list is shown with it", function()
		local function of_family(given, state)
			local found <const> = job { rejected = 1, succeeded = 1 }
			local numbers <const> = counts(given)
			found.family = { root = 1, states = numbers, state = state, open = state ~= "ended" }
			return found
		end
		local environment <const> = new_environment()
		assert.equal(0, follow(environment, { of_family({ succeeded = 1, tracking = 1 }, "running"),
			of_family({ succeeded = 2 }, "ended") }))
		assert.equal(1, #environment.slept)
		assert.equal(4, (follow(environment, { of_family({ succeeded = 1, tracking = 1 }, "stopped") })))
	end)

	it("ends where a look fails, with its code", function()
		local code <const>, failed <const> = follow(new_environment(), { job({ tracking = 1 }, "running") })
		assert.is_nil(code)
		assert.equal(2, failed)
	end)
end)
