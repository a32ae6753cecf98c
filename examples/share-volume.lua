-- Has exactly the lines of one plan share their volume: those that do not are added, those of other plans removed.
--
--     lua5.4 share-volume.lua PLAN yes
--
-- "yes" is the consent to the carrier's terms.

local bulk <const> = require "unom.bulk"
local unom <const> = require "unom"

local settings <const>, job <const> = assert(unom.settings())
settings.retries = 3
local client <close> = unom.client(settings)

local group <const>, err <const> = client:list_data_share_lines()
assert(group or err.name == "line_group_not_found", err) -- nobody shares yet
local status <const> = {}
for _, member in ipairs(group and group.linesList or {}) do
	status[member.lineNo] = member.status -- 01: to be added, 02: shares, 03: to be removed
end

local rows <const>, known = {}, false
for line in assert(client:lines()) do
	local wanted <const>, now <const> = line.planCode == arg[1], status[line.lineNo]
	known = known or wanted
	if wanted and not now then
		rows[#rows + 1] = { operation = "add_data_share_lines", lineNo = line.lineNo, agreement = arg[2] }
	elseif not wanted and now == "02" then
		rows[#rows + 1] = { operation = "remove_data_share_line", lineNo = line.lineNo, agreement = arg[2] }
	end
end
print(known and #rows .. " lines to be added or removed" or "no line has this plan: nothing is done")
if known and #rows > 0 then
	job.client, job.rows, job.name = client, rows, "share-" .. unom.datetime()
	job.on_row = function(row)
		print(row.operation, row.target, row.state, row.error or "")
	end
	os.exit(assert(bulk.run(job)).exit_code, true)
end
