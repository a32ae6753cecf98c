--- The facts about a row's states, against a list of their own.

local states <const> = require "unom.bulk.ledger.states"

-- name, is final, forgets secrets, may be retried
local FACTS <const> = {
	{ "succeeded", true, true, false },
	{ "skipped", true, true, false },
	{ "rejected", true, true, true },
	{ "failed", true, true, true },
	{ "cancelled", true, true, true },
	{ "unknown", true, false, false },
	{ "tracking", false, true, false },
	{ "submitting", false, false, false },
	{ "pending", false, false, false },
}

describe("states #unit", function()
	it("are those of the design, with its facts", function()
		for index, fact in ipairs(FACTS) do
			local name <const>, is_final <const>, forgets <const>, retried <const> = table.unpack(fact)
			assert.equal(name, states.names[index])
			assert.equal(is_final, states.is_final(name), name)
			assert.equal(forgets, states.forgets_secrets(name), name)
			assert.equal(retried, states.may_be_retried(name), name)
			assert.equal(name == "succeeded" or name == "skipped", states.is_done(name), name)
		end
		assert.equal(#FACTS, #states.names)
		assert.is_false(states.may_be_retried("lost"))
	end)

	it("are counted", function()
		local counts <const> = states.counts()
		assert.equal(0, states.count_all(counts))
		counts.succeeded, counts.pending, counts.tracking = 5, 2, 1
		assert.equal(8, states.count_all(counts))
		assert.equal(3, states.count_open(counts))
		assert.equal(1, states.count_open { submitting = 1 })
		assert.equal(5, states.count_done { succeeded = 2, skipped = 3, cancelled = 1, pending = 1 })
	end)
end)
