--- English: what a list holds, or what would be sent; its problems in groups; what to do next; the question.

return {
	-- what is in a list, or would be sent
	summary_of_list = "{file}: {rows} {rows|row|rows} to be sent ({operations})",
	summary_of_job = "job {job}: {rows} {rows|row is|rows are} still to be sent ({operations})",
	summary_of_retry = "{rows} {rows|row|rows} of job {job} to be sent again ({operations})",
	standard_input = "standard input",
	summary_contracts = "contracts: {contracts}",
	summary_values = "{column}: {values}",
	summary_more = "and {number} more",
	summary_empty = "empty",
	summary_terminates = "{rows} {rows|line is|lines are} terminated for good: an order can be taken back only until it "
		.. "takes effect, and only where the carrier lets it be",
	summary_irreversible = "cannot be taken back once sent: {operations}",
	summary_switched_off = "switched off: {rows} {rows|row|rows} of {operation} {rows|leaves|leave} {field} empty",
	summary_to_skip = "of these, {rows} {rows|row was|rows were} ordered before and {rows|is|are} left out: {left} "
		.. "{left|is|are} sent",
	summary_short = "{rows} {rows|row has|rows have} fewer cells than the header; what {rows|it lacks|they lack} counts "
		.. "as empty",
	summary_ignored = "{number|column|columns} not read: {names}",
	summary_skipped = "not read above the header: {number|row|rows} {names} of the file",
	summary_totals = "taken for {number|a total|totals} and left out: {number|row|rows} {names} of the file",
	summary_repeated = "the header again, left out: {number|row|rows} {names} of the file",
	summary_not_found = "mapped to {number|a field|fields} that no column gives, but not in the header: {names}",
	summary_file = "the file is in {encoding}, its cells separated by {separator}",
	separator_comma = "commas",
	separator_semicolon = "semicolons",
	separator_tab = "tabs",
	reading = "{column}: {cells} {cells|cell|cells} read as what {cells|it means|they mean}, such as \"{from}\" as {to} "
		.. "({file}:{line})",
	reading_hyphens = "{column}: {cells} {cells|cell|cells} read without hyphens, such as \"{from}\" as {to} "
		.. "({file}:{line})",
	reading_spaces = "{column}: {cells} {cells|cell|cells} read without spaces, such as \"{from}\" as {to} "
		.. "({file}:{line})",
	reading_full_width = "{column}: {cells} {cells|cell|cells} in full width read in half width, such as \"{from}\" as "
		.. "{to} ({file}:{line})",
	reading_date = "{column}: {cells} {cells|day|days} read, such as \"{from}\" as {to} ({file}:{line})",
	reading_consent = "{column}: {cells} {cells|cell|cells} read as yes or no, such as \"{from}\" as {to} ({file}:{line})",

	-- the question before rows are sent
	option_yes = "Ask nothing: what is shown is meant.",
	confirm_question = "send {rows|this|these} {rows} {rows|row|rows} to the carrier? (yes or no) ",
	confirm_terminations = "{number} of these {rows} {rows|row|rows} {number|terminates a line|terminate lines} for good; "
		.. "type {number} to send {rows|it|them all}: ",
	confirm_needs_yes = "{number} {number|row terminates a line|rows terminate lines} for good, and there is no terminal "
		.. "to ask on: give --yes if that is meant; nothing was sent",
	interrupted_unsent = "interrupted; nothing was sent",

	-- problems in groups, and what to do next
	check_next = "to run it: {command}",
	problems_alike = "{place}: ... and {number} more like {number|this|these}; --json shows every one",
	next_run_skipping = "to leave out what was ordered before: {command}",
	next_open = "to go on with job {job}: {resume}; to stop it: {cancel}",
	next_resolve = "to see what is unknown of job {job}: {command}",
	next_ignore = "if {places|this column is|these columns are} not for the carrier ({columns}): {command}",
	next_ignore_and_fix = "if {places|this column is|these columns are} not for the carrier ({columns}), and to have the "
		.. "{number} likely {number|value|values} filled in, in a copy to look through: {command}",
	next_fix = "to have the {number} likely {number|value|values} filled in, in a copy to look through: {command}",
	next_check = "once {file} is as it should be: {command}",
	next_check_here = "once that is put right, in {file} or in this command: {command}",
	option_fix = "Where there are problems: write the list here, with every likely value filled in.",
	fixed = "{path}: {cells} {cells|cell|cells} filled in with what is likely; look {cells|it|them} through:",
	fixed_cell = "  {file}:{line}: {column}: \"{from}\" -> \"{to}\"",
	fixed_more = "  {column}: ... and {number} more cells; --json shows every one",
	fixed_left = "{number} {number|problem is|problems are} left, for which no value is likely",
	fixed_none = "no value is likely for any of these problems",
}
