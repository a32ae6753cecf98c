local states <const> = require "unom.bulk.ledger.states"
local words <const> = require "unom.cli.view.progress.words"

describe("the words of progress #unit", function()
	it("name rows that are open by what happens to them", function()
		assert.equal("17 succeeded, 1 rejected; 2 with the carrier, 1 being sent, 279 not yet sent",
			words.states { succeeded = 17, rejected = 1, tracking = 2, submitting = 1, pending = 279 })
		assert.equal("3 not yet sent", words.states { pending = 3 })
		for _, state in ipairs(states.open) do
			assert.not_matches(state, words.states { [state] = 1 }, 1, true)
		end
	end)

	it("say how long it takes as exactly as anybody knows", function()
		for seconds, expected in pairs { [59] = "less than a minute left", [60] = "about 1 min left",
			[61] = "about 2 min left", [3000] = "about 50 min left", [3700] = "about 1 h 10 min left",
			[86399] = "about 24 h 0 min left", [86401] = "about 2 days left" } do
			assert.same({ expected }, words.pace { left = seconds })
		end
		assert.same({ "0.5 a minute" }, words.pace { rate = 0.5 })
		assert.same({}, words.pace {})
	end)

	local function beginning(numbers, more)
		local progress <const> = { job = 7, total = 0, states = numbers, sends = true }
		for _, number in pairs(numbers) do
			progress.total = progress.total + number
		end
		for name, value in pairs(more or {}) do
			progress[name] = value
		end
		return words.beginning(progress, progress.command)
	end

	it("begin a job with what there is to do", function()
		assert.equal("job 7: 300 rows to send", beginning { pending = 300 })
		assert.equal("job 7: 2 rows to send again", beginning({ pending = 2 }, { command = "retry" }))
		assert.equal("job 7: 2 rows to send; 1 is left out", beginning { pending = 2, skipped = 1 })
		assert.equal("job 7: 1 order to take back", beginning({ pending = 1 }, { command = "cancel" }))
	end)

	it("say of a job that is gone on with what was found, and what is done about it", function()
		assert.equal("job 7: 18 of 300 rows have ended; 2 were being sent when it stopped: the carrier's lists are asked "
			.. "whether they were ordered; 3 are with the carrier: followed to their ends; 277 were not sent: sent now; "
			.. "1 is unknown: say what became of it (unom bulk status 7)",
			beginning { succeeded = 17, unknown = 1, submitting = 2, tracking = 3, pending = 277 })
		assert.equal("job 7: 0 of 3 rows have ended; 1 was being sent when it stopped: the carrier's lists are asked whether "
			.. "it was ordered; 2 were not sent: not sent now either",
			beginning({ submitting = 1, pending = 2 }, { sends = false }))
	end)
end)
