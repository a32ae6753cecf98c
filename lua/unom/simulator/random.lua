--- Streams of random numbers that a seed fixes, each independent of the others.
--
-- Invariant: what a stream gives depends on its seed, its name and how often it was asked.
local random = {}

local stream_meth = {}
local stream_mt <const> = { __name = "simulator.random", __index = stream_meth }

--- splitmix64: small, and good for every seed.
local function step(state)
	state = state + 0x9E3779B97F4A7C15
	local z = state
	z = (z ~ (z >> 30)) * 0xBF58476D1CE4E5B9
	z = (z ~ (z >> 27)) * 0x94D049BB133111EB
	return state, z ~ (z >> 31)
end

function random.new(seed, name)
	local state = seed
	for i = 1, #name do
		local _, mixed <const> = step(state ~ name:byte(i))
		state = mixed
	end
	return setmetatable({ state = state }, stream_mt)
end

--- A number from 0 up to, not including, 1.
function stream_meth:number()
	local bits
	self.state, bits = step(self.state)
	return (bits >> 11) * 0x1p-53
end

--- An integer from 1 to `most`.
function stream_meth:integer(most)
	return math.floor(self:number() * most) + 1
end

return random
