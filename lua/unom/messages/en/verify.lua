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
	draft_no_target = "{operation} concerns no line that there is: begin with `unom template {operation}`",
	draft_not_offered = "the carrier does not offer {operation} on this contract, so there is nothing to draft from: "
		.. "{reason}",
	draft_no_contract = "no contract: set UNOM_CONTRACT_ID, --contract, or contract_id in the profile",
	draft_done = "{rows} {rows|row|rows} of {listed} listed",
	draft_left_out = "{number} {number|is|are} left out, which {operation} cannot serve now",
	draft_empty = "to fill in: {fields}",
	draft_not_whole = "the carrier listed {listed} and there may be more: this draft is of those that it showed",
	draft_next = "once it is filled in: {command}",
	written_lost = "{number} {number|character|characters} {number|is|are} written as \u{3013}, which cp932 lacks",
}
