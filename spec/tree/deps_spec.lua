--- `make deps`: what it installs starts no service. It once had no package that would.

local lfs <const> = require "lfs"
local scratch <const> = require "support.scratch"
local shell <const> = require "support.shell"

-- In place of the programs that `make deps` calls: nothing is there, who calls is not root, and apt-get writes down
-- what a package would have been told that wants to start its service.
local PROGRAMS <const> = {
	["dpkg-query"] = "exit 1",
	id = "echo 1000",
	sudo = 'echo "sudo $1" >>"$LOG"; exec "$@"',
	["apt-get"] = [[
echo "apt-get $1" >>"$LOG"
if [ "$1" = install ]; then
  "$POLICY" invoked; echo "policy $?" >>"$LOG"
  echo "$*" >>"$LOG"
fi
exit "$STATUS"]],
}

describe("make deps", function()
	local directory

	before_each(function()
		directory = scratch.directory()
		assert(lfs.mkdir(directory .. "/bin"))
		for name, text in pairs(PROGRAMS) do
			scratch.file(directory .. "/bin/" .. name, "#!/bin/sh\n" .. text .. "\n")
		end
		os.execute(("chmod 755 %s/bin/*"):format(directory))
	end)

	after_each(function()
		scratch.remove(directory)
	end)

	--- Runs `make deps`. Returns its exit code, what the programs wrote down, and the policy that is left, or nil.
	local function deps(status)
		local policy <const>, log <const> = directory .. "/policy-rc.d", scratch.file(directory .. "/log", "")
		local _ <const>, code <const> = shell.lines("PATH=%s/bin:$PATH LOG=%s POLICY=%s STATUS=%d "
			.. "make --no-print-directory deps POLICY_RC_D=%s 2>&1", directory, log, policy, status, policy)
		return code, scratch.read(log), lfs.attributes(policy) and scratch.read(policy)
	end

	it("forbids services to start while it installs, and no longer", function()
		local code <const>, log <const>, left <const> = deps(0)
		assert.equal(0, code)
		assert.matches("policy 101", log, 1, true)
		assert.matches("install .* nginx", log)
		assert.is_nil(left)
	end)

	it("leaves nothing behind when it fails", function()
		local code <const>, _ <const>, left <const> = deps(100)
		assert.not_equal(0, code)
		assert.is_nil(left)
	end)

	it("lets the machine's own policy be", function()
		local own <const> = "#!/bin/sh\nexit 104\n"
		os.execute(("chmod 755 %s"):format(scratch.file(directory .. "/policy-rc.d", own)))
		local _ <const>, log <const>, left <const> = deps(0)
		assert.matches("policy 104", log, 1, true)
		assert.equal(own, left)
	end)
end)
