--- English: messages of the commands that hold a list against the contract: draft, verify, inverse.

return {
	-- draft
	draft_summary = "Write a change list of the lines as they are.",
	draft_epilog = [[
Writes CSV to standard output: a row for each line of the contract, with its
present state in columns that begin with #, which no run reads. For the two
operations that cancel: a row for each order or reservation that can still be
taken back. Not for add_line and purchase_device.

Exit codes: 0 written; 1 written, but the carrier did not list all there is,
or the carrier does not offer the list; 2 wrong usage; 4 the carrier could not
be asked; 6 not authorised.

Examples:
  unom bulk draft change_course > plans.csv
  unom bulk draft change_course --where planCode=T3001328 \
    --set planCode=T3001329 --set requestDate=YYYYMMDD > plans.csv
  unom bulk draft terminate_line --encoding cp932 > lines.csv]],
	option_where = "Only those with this value, a key of the carrier's reply; several: all hold.",
	option_set = "Fill this value into every row.",
	option_encoding_out = "Encoding of the file: utf-8, with a mark for spreadsheets, or cp932.",
	draft_unknown_key = "{operation} replies with no '{key}'{suggestion}; it has {keys}",
	draft_unknown_field = "{operation} has no field '{field}' to fill in{suggestion}",
	draft_set_by_list = "{field} is what the carrier lists and cannot be set",
	draft_secret = "{field} is a secret: write it into the file, not on the command line",
	draft_bad_value = "{field}: {message}",
	draft_no_target = "{operation} concerns no line that there is{: begin with `unom template {operation}`||}",
	draft_not_offered = "the carrier does not offer {operation} on this contract, so there is nothing to draft from: "
		.. "{reason}",
	draft_no_contract = "no contract: set UNOM_CONTRACT_ID, --contract, or contract_id in the profile",
	draft_done = "{rows} {rows|row|rows} of {listed} listed",
	draft_left_out = "{number} {number|is|are} left out, which {operation} cannot serve now",
	draft_empty = "to fill in: {fields}",
	draft_not_whole = "the carrier listed {listed} and there may be more: this draft is of those that it showed",
	draft_next = "once it is filled in: {command}",
	draft_filled = "to see what it would change: {command}",
	-- verify
	verify_summary = "Is what a job ordered in effect? Ask the carrier.",
	verify_epilog = [[
Without JOB: the newest. Holds what became of each row of the list, in retries
too, against the lines as the carrier shows them now. Orders nothing.

Exit codes: 0 all that can be verified is as ordered, or was changed since by
a later row; 1 something differs; 2 wrong usage; 4 something is not in effect
yet, or the carrier could not be asked; 6 not authorised.

Examples:
  unom bulk verify 7
  unom bulk verify 7 --json]],
	verify_not_asked = "{operation}: it could not be found out how the lines are: {reason}",
	verify_differs = "{number} {number|differs|differ}:",
	verify_not_yet = "{number} {number|is|are} not in effect yet:",
	verify_changed_since = "{number} {number|was|were} changed since by a later row:",
	verify_not_verifiable = "{number} cannot be verified:",
	verify_as_ordered = "{number} as ordered",
	verify_row = "  row {row}, {operation}{target}{what}",
	verify_target = " of {target}",
	verify_what_differs = ": {field} is {old}, ordered {new}",
	verify_what_is_gone = ": the carrier lists no such line",
	verify_what_is_there = ": the carrier still lists the line",
	verify_what_day = ": takes effect {day}",
	verify_what_by = ": by row {row} of job {job}",
	verify_why_unknown = ": nobody knows yet whether it was ordered (unom bulk resolve)",
	verify_why_hidden = ": the carrier shows no passwords, and not every address",
	verify_why_not_offered = ": the carrier does not offer the list that shows it",
	verify_why_not_listed = ": the carrier's list is at its limit and does not show it",
	verify_why_not_told = ": the carrier does not tell it",
	verify_why_no_count_before = ": nobody counted its data volumes before the job",
	verify_why_no_state_before = ": nobody looked at the reservation before the job",
	verify_why_only_complete = ": nothing shows it but its order, which is not listed as complete",
	verify_none = "none",
	verify_not_ordered = "{number} {number|row|rows} ordered nothing: {states}",
	verify_more = "  ... and {number} more: --json has all",
	-- inverse
	inverse_summary = "Write the change list that undoes a job.",
	inverse_epilog = [[
Without JOB: the newest. Writes CSV to standard output: a cancel for what can
still be taken back, and for what is in effect the order that makes it what it
was before the job. Consent, dates and passwords are blank. Rows that have no
inverse are told, and why. Orders nothing.

Exit codes: 0 written; 1 some row has no inverse; 2 wrong usage; 4 the carrier
could not be asked; 6 not authorised.

Examples:
  unom bulk inverse 7 > back.csv
  unom bulk inverse 7 --set agreement=yes --set requestDate=YYYYMMDD > back.csv]],
	inverse_set = "{--set||set} fills in agreement and requestDate; '{field}' is as it was before the job",
	inverse_undoes = "row {row} of job {job} ({operation})",
	inverse_done = "job {job}: {rows} {rows|row|rows} to undo it",
	inverse_unchanged = "{number} {number|row|rows} changed nothing",
	inverse_left = "{number} {number|row has|rows have} no inverse: {why}",
	inverse_left_row = "  row {row}, {operation}{target}{what}",
	inverse_more = "  ... and {number} more",
	left_no_inverse = "nothing undoes the operation",
	left_not_yet = "not in effect yet, and the carrier shows no order that could be taken back",
	left_differs = "the line is not as it was ordered",
	left_changed_since = "a later row changed it: undo that first",
	left_unknown = "nobody knows yet whether it was ordered (unom bulk resolve)",
	left_not_seen = "nobody saw how the line was before the job",
	left_was_none = "there was nothing before, and no order makes it so again",
	left_no_address = "the carrier does not show the address before, and no earlier job set one",
	left_no_longer_valid = "what was before is refused by the operation's own rules",
	left_line_not_known = "the carrier does not show which line is the new one",
	left_not_shown = "the carrier does not show whether it is in effect",
	written_lost = "{number} {number|character|characters} {number|is|are} written as \u{3013}, which cp932 lacks",
}
