local signals <const> = require "unom.cli.signals"
local core <const> = require "unom.core"

--- (os.execute passes over SIGINT while it waits.)
local function interrupt()
	os.execute(("kill -TERM %d"):format(core.process_id()))
end

describe("a watch for signals that can be laid aside #unit", function()
	it("counts signals, those of a question that one ended too", function()
		local watch <close> = signals.new()
		assert.equal(0, watch:count())
		assert.equal("yes", watch:laid_aside(function() return "yes" end))
		interrupt()
		assert.equal(1, watch:count())
		assert.is_nil(watch:laid_aside(function() error("interrupted!", 0) end))
		assert.equal(2, watch:count())
		interrupt()
		assert.equal(3, watch:count())
	end)

	it("lets every other error through, and watches on", function()
		local watch <close> = signals.new()
		assert.error_matches(function() watch:laid_aside(function() error("out of paper", 0) end) end, "out of paper")
		interrupt()
		assert.equal(1, watch:count())
	end)

	it("outlives who reads what is said, and leaves that as it was", function()
		local function write()
			local pipe <close> = assert(io.popen("exec <&-; exec sleep 0", "w"))
			core.sleep(0.05)
			return pipe:write(("x"):rep(100000))
		end
		do
			local _ <close> = signals.new()
			assert.is_nil((write()))
		end
		assert.is_false(core.ignore_broken_pipes(false))
	end)
end)
