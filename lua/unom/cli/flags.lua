--- The options that several commands share, as data: flag, form of the value, and the name of the setting or of the
-- bulk library's option that it gives.
--
-- An option: flag=, argname=the name of its value in help; nil: it has none, form=of form.lua, choices={...} instead,
-- repeated=bool, setting=of unom.config|nil, bulk=option of unom.bulk|nil, words=the code of its help where it is not
-- that of its flag.

local flags <const> = {}

flags.PROFILE = { flag = "--profile", argname = "NAME" }

flags.CONNECTION = {
	flags.PROFILE,
	{ flag = "--region", argname = "REGION", choices = { "jp", "us", "uk" }, setting = "region" },
	{ flag = "--base-url", argname = "URL", setting = "base_url" },
	{ flag = "--ca-file", argname = "FILE", setting = "ca_file" },
	{ flag = "--proxy", argname = "URL", setting = "proxy" },
}

flags.CONTRACT = { flag = "--contract", argname = "ID", setting = "contract_id" }
flags.LEDGER = { flag = "--ledger", argname = "FILE", setting = "ledger" }

flags.LIST = {
	{ flag = "--operation", argname = "OP", form = "words" },
	flags.CONTRACT,
	{ flag = "--encoding", argname = "NAME", choices = { "utf-8", "cp932" } },
	{ flag = "--agree" },
	{ flag = "--allow-duplicates" },
	{ flag = "--separator", argname = "MARK", form = "separator" },
	{ flag = "--columns", argname = "NAME,NAME", form = "names" },
	{ flag = "--ignore", argname = "HEADING", form = "words", repeated = true },
	{ flag = "--map", argname = "HEADING=FIELD", form = "mapping", repeated = true },
}

-- A job remembers the other options of its run; a deadline is for one run alone.
flags.DEADLINE = { flag = "--deadline", argname = "TIME", form = "duration", bulk = "deadline" }
flags.RATE = { flag = "--rate", argname = "N/s", form = "rate", bulk = "rate" }
flags.RESULT = { flag = "--result", argname = "FILE", bulk = "result" }
flags.BOM = { flag = "--bom", bulk = "bom" }
flags.FOR = { flag = "--for", argname = "PROGRAM", choices = { "excel" }, bulk = "for" }
flags.EVENTS = { flag = "--events", argname = "FILE", bulk = "events" }

flags.RUN = {
	{ flag = "--until", argname = "STAGE", choices = { "final", "complete" }, bulk = "wait_until" },
	flags.DEADLINE,
	flags.RATE,
	{ flag = "--canary", argname = "N", form = "count", bulk = "canary" },
	{ flag = "--max-failures", argname = "N|P%", form = "failures", bulk = "max_failures" },
	{ flag = "--max-outstanding", argname = "N", form = "outstanding", bulk = "max_outstanding" },
	{ flag = "--listed-within", argname = "TIME", form = "duration", bulk = "listed_within" },
	flags.RESULT,
	flags.BOM,
	flags.FOR,
	flags.EVENTS,
}

-- What to do where other people order on the contract as well.
flags.OTHERS = {
	{ flag = "--allow-others", bulk = "allow_others" },
	{ flag = "--shared-contract", bulk = "shared_contract" },
}

-- The options of a run that apply to cancelling as well.
flags.CANCEL = { flags.DEADLINE, flags.RATE, flags.RESULT, flags.EVENTS }

-- Which lines a draft has, and what is filled into it.
flags.WHERE = { flag = "--where", argname = "FIELD=VALUE", form = "assignment", repeated = true }
flags.SET = { flag = "--set", argname = "FIELD=VALUE", form = "assignment", repeated = true }
flags.ENCODING_OUT = { flag = "--encoding", argname = "NAME", choices = { "utf-8", "cp932" },
	words = "option_encoding_out" }

flags.LIST_FILE = { flag = "--list", argname = "FILE" }

-- What to do with rows that are the same orders as earlier ones: at most one of the two.
flags.ORDERED = {
	{ flag = "--again", bulk = "again" },
	{ flag = "--skip-ordered", bulk = "skip_ordered" },
}

-- A person's answers to the question what became of an unknown row.
flags.ANSWER = {
	{ flag = "--order", argname = "ID" },
	{ flag = "--resend" },
	{ flag = "--abandon" },
}

-- The same for all unknown rows of a job.
flags.ANSWER_ALL = {
	{ flag = "--accept" },
	{ flag = "--resend-unlisted" },
}

-- Insists on an answer.
flags.FORCE = { flag = "--force" }

flags.JSON = { flag = "--json" }

--- The name under which a parser keeps an option's value.
function flags.target(option)
	return (option.flag:sub(3):gsub("-", "_"))
end

return flags
