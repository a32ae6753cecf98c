--- Ledgers of earlier versions: brought to the present form, with every row and event, and their open jobs finished.

local bulk <const> = require "unom.bulk"
local database <const> = require "unom.bulk.ledger.database"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"
local lfs <const> = require "lfs"

local N1 <const> = "N123456789"

-- The moment after the last event of the ledger.
local NOW <const> = 1795921300

describe("a ledger of version 1 #unit", function()
	local home <const> = homes.each_test()

	--- Makes the ledger, with more statements after those of the file.
	local function make(...)
		local file <close> = assert(io.open "spec/bulk/ledger/schema/version_1.sql")
		local made <close> = assert(database.open(home.ledger))
		made:begin()
		for statement in (file:read "a"):gmatch "(.-);\n" do
			made:run(statement)
		end
		for _, statement in ipairs { ... } do
			made:run(statement)
		end
		made:commit()
	end

	local function open()
		return assert(ledgers.open(home.ledger, function() return NOW end))
	end

	it("keeps every row and event, and says what it said", function()
		make()
		local ledger <close> = open()
		local rows <const> = ledger:rows_after(1, 0, 100)
		assert.equal(11, #rows)
		assert.equal("AGU2611250000001", rows[1].order_id)
		assert.equal("09000000001", rows[1].arguments.lineNo)
		assert.is_nil(rows[6].order_id)
		assert.same({ percent = 50 }, ledger:job(1).settings.max_failures)
		assert.equal(0.5, ledger:job(1).settings.rate)
		local told <const> = assert(bulk.status { ledger = home.ledger, job = 1 }).rows
		assert.matches("404 Line is not found", told[1].error)
		assert.equal("submitting in_doubt listed listed undecided resolved submitting accepted status", (function()
			local names <const> = {}
			for index, event in ipairs(ledger:events(1, 3)) do
				names[index] = event.what
			end
			return table.concat(names, " ")
		end)())
		assert.is_true(ledger:has_event(rows[3], "accepted", "id", "AGU2611250000010"))
		assert.is_true(ledger:has_event(rows[3], "status", "order_status", "01"))
	end)

	it("stays as it is when a list is checked against it", function()
		make()
		local before <const> = home:read "ledger.db"
		local problems <const> = select(2, bulk.check(
			home:write("list.csv", "operation,lineNo,planCode,requestDate\nchange_course,09000000001,T3001328,20991201\n"),
			{ ledger = home.ledger, agree = true, contract_id = N1, wall_clock = function() return NOW end }))
		assert.equal("already_ordered", problems[1].code)
		assert.equal(before, home:read "ledger.db")
		assert.is_nil(lfs.attributes(home.ledger .. "-wal"))
	end)

	it("has the marks again that a day had taken away, and none on rows with an order", function()
		make()
		local ledger <close> = open()
		local marked <const> = {}
		for _, row in ipairs(ledger:marked_rows(N1)) do
			marked[#marked + 1] = row.row .. row.state
		end
		assert.same({ "5cancelled", "6unknown", "10submitting" }, marked)
		assert.equal(8, ledger:row(1, 3).first_sent)
		assert.is_nil(ledger:row(1, 11).first_sent)
	end)

	it("knows which orders were listed before a row was sent, and which after", function()
		make()
		local ledger <close> = open()
		local sixth <const> = ledger:row(1, 6)
		assert.equal(-1, ledger:first_listed(N1, "AGU2611250000001")) -- the ledger did not say when
		assert.is_true(ledger:first_listed(N1, "AGU2611250000002") > sixth.first_sent)
		assert.equal(0, #ledger.database:all "SELECT 1 FROM known_id WHERE kind = 'orders'")
	end)

	it("knows which rows are the same order", function()
		make()
		local ledger <close> = open()
		local found <const> = ledger.database:first "SELECT order_key, compared FROM list_row WHERE job = 1 AND list_row = 9"
		assert.equal("radius:09000000009", found.order_key)
		assert.equal("change_radius_auth\nauthenticationId=user0001@example.jp", found.compared)
	end)

	it("reads settings that were written with the comma of a locale", function()
		make [[UPDATE job SET settings = '{"max_failures":{"percent":2,5},"rate":0,5,"canary":3}']]
		local ledger <close> = open()
		assert.same({ max_failures = { percent = 2.5 }, rate = 0.5, canary = 3 }, ledger:job(1).settings)
	end)

	it("is brought to the present form once, and is the same ledger from then on", function()
		make()
		local id
		do
			local ledger <close> = open()
			id = ledger.id
		end
		local before <const> = assert(lfs.attributes(home.ledger, "size"))
		local ledger <close> = open()
		assert.equal(id, ledger.id)
		assert.matches("^%x+$", id)
		assert.equal(before, lfs.attributes(home.ledger, "size"))
	end)

	it("is left as it was when the way to the present form fails", function()
		make "CREATE TABLE listed (no INTEGER)" -- which stands in the way
		local ledger <const>, err = ledgers.open(home.ledger)
		assert.is_nil(ledger)
		assert.equal("ledger", err.kind)
		local raw <close> = assert(database.open(home.ledger))
		assert.equal(11, raw:first("SELECT COUNT(*) AS number FROM list_row WHERE job = 1").number)
		assert.is_false(raw:has_table "ledger")
	end)

	it("is brought to the present form as well where it is from before there were marks", function()
		make("DROP INDEX list_row_rival", "ALTER TABLE list_row DROP COLUMN stray")
		local ledger <close> = open()
		assert.equal(3, #ledger:marked_rows(N1))
	end)

	it("has its open job finished: what was under way is followed, what was pending sent, nothing else", function()
		make()
		local listed <const> = { orderId = "AGU2611259999999", serviceDateApply = "20261129", orderStatus = "02",
			requestDate = nil }
		local carrier
		carrier = fake_carrier.new(fake_carrier.except(function(operation)
			if operation == "list_accepting_orders" then -- the order of row 10
				return { contractId = N1, orderList = { listed } }
			end
		end, fake_carrier.agreeable(nil, 500)))
		local outcome <const> = assert(bulk.resume(home:options(carrier, { job = 1, wall_clock = function() return NOW end,
			result = home:path "result.csv" })))
		assert.equal(1, #carrier:submissions())
		assert.equal("09000000011", carrier:submissions()[1].arguments.lineNo)
		assert.equal(3, outcome.exit_code) -- row 6 is still a person's
		assert.same({ 8, 1, 1, 1 }, { outcome.states.succeeded, outcome.states.unknown, outcome.states.cancelled,
			outcome.states.rejected })
	end)
end)

--- Takes from a ledger what version 4 did not have.
local function to_version_4(made)
	for _, statement in ipairs { "DROP TABLE seen_target", "DROP TABLE seen", "UPDATE ledger SET version = 4" } do
		made:run(statement)
	end
end

--- Takes from a ledger what version 3 did not have.
local function to_version_3(made)
	to_version_4(made)
	for _, statement in ipairs {
		"ALTER TABLE list_row DROP COLUMN kept", "ALTER TABLE list_row DROP COLUMN takes_effect",
		"ALTER TABLE holder DROP COLUMN host", "DROP TABLE waiting", "UPDATE ledger SET version = 3",
	} do
		made:run(statement)
	end
end

describe("a ledger of version 2 #unit", function()
	local home <const> = homes.each_test()

	it("says of each row with an order who named it", function()
		-- By row: the events that could say so, the id.
		local ROWS <const> = {
			{ { "accepted" }, "AGU1" }, { { "adopted" }, "AGU2" }, { { "resolved" }, "AGU3" },
			{ { "adopted", "resolved" }, "AGU4" }, { { "adopted", "resolved", "accepted" }, "AGU5" }, { { "adopted" } },
		}
		do
			local ledger <close> = assert(ledgers.open(home.ledger))
			ledger:transaction(function()
				local job <const> = ledger:add_job { list = "l.csv", sha256 = "", columns = {}, settings = {}, purpose = "list" }
				for number, row in ipairs(ROWS) do
					ledger:add_row(job, { row = number, line = number, contract = N1, operation = "change_course",
						arguments = { contractId = N1, lineNo = "09000000001" } })
					for _, what in ipairs(row[1]) do
						ledger:note(job, number, what)
					end
					ledger.database:run("UPDATE list_row SET order_id = ? WHERE list_row = ?", row[2], number)
				end
				ledger.database:run "DROP INDEX list_row_watched"
				to_version_3(ledger.database)
				for _, column in ipairs { "evidence", "known_before", "sent_marked" } do
					ledger.database:run("ALTER TABLE list_row DROP COLUMN " .. column)
				end
				ledger.database:run "UPDATE ledger SET version = 2"
			end)
		end
		local ledger <close> = assert(ledgers.open(home.ledger))
		local evidence <const> = {}
		for number, row in ipairs(ledger:rows_after(1, 0, 10)) do
			evidence[number] = row.evidence or "none"
		end
		assert.same({ "none", "adopted", "person", "person", "none", "none" }, evidence)
		assert.equal(1, #ledger:watched_rows(N1))
	end)
end)

describe("a ledger of version 3 #unit", function()
	local home <const> = homes.each_test()

	it("keeps its rows, and takes what a list's other columns have", function()
		do
			local ledger <close> = assert(ledgers.open(home.ledger))
			ledger:transaction(function()
				local job <const> = ledger:add_job { list = "l.csv", columns = {}, settings = {}, purpose = "list" }
				ledger:add_row(job, { row = 1, line = 2, contract = N1, operation = "remove_roaming",
					arguments = { contractId = N1, lineNo = "09000000001" } })
				ledger:set_holder(N1, 1, job, "an epoch")
				to_version_3(ledger.database)
			end)
		end
		local ledger <close> = assert(ledgers.open(home.ledger))
		local first <const> = ledger:row(1, 1)
		assert.equal("09000000001", first.arguments.lineNo)
		assert.is_nil(first.kept)
		assert.is_nil(first.takes_effect)
		assert.equal("", ledger:holder(N1).host)
		assert.same({}, ledger:waiting(1))
		ledger:transaction(function()
			ledger:add_row(1, { row = 2, line = 3, contract = N1, operation = "remove_roaming", kept = { "東京", "" },
				arguments = { contractId = N1, lineNo = "09000000002" } })
		end)
		assert.same({ "東京", "" }, ledger:row(1, 2).kept)
	end)
end)

describe("a ledger of version 4 #unit", function()
	local home <const> = homes.each_test()

	it("keeps its jobs, of which nobody saw what was there before", function()
		do
			local ledger <close> = assert(ledgers.open(home.ledger))
			ledger:transaction(function()
				local job <const> = ledger:add_job { list = "l.csv", columns = {}, settings = {}, purpose = "list" }
				ledger:add_row(job, { row = 1, line = 2, contract = N1, operation = "remove_roaming",
					arguments = { contractId = N1, lineNo = "09000000001" } })
				to_version_4(ledger.database)
			end)
		end
		local ledger <close> = assert(ledgers.open(home.ledger))
		assert.is_nil(ledger:seen_of(1, N1))
		assert.is_true(ledger:lacks_seen(1, N1))
		ledger:record_seen(1, N1, { offered = true, whole = true,
			by_field = { lineNo = { ["09000000001"] = { roamingCode = "T6000036" } } } })
		ledger:sync()
		assert.equal("T6000036", ledger:seen(1, N1, "09000000001").roamingCode)
	end)
end)

describe("a ledger #unit", function()
	local home <const> = homes.each_test()

	it("of a newer version is refused in words, and left alone", function()
		local made <const> = assert(ledgers.open(home.ledger))
		made:transaction(function() made.database:run "UPDATE ledger SET version = 99" end)
		made:close()
		local ledger <const>, err = ledgers.open(home.ledger)
		assert.is_nil(ledger)
		assert.equal("ledger", err.kind)
		assert.matches("newer unom.*version 99.*knows 5", err.message)
	end)
end)
