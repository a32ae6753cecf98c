--- English: what is said of a change list. A problem stands behind its place, so these begin in lower case.

return {
	list_refused = "the change list has {number} {number|problem|problems}; nothing was sent",
	list_not_fixed = "the list with the likely values cannot be written to {path}: {words}",
	list_no_header = "no header: the first row must name the columns",
	list_order_first = "no header: this row could be an order; name the columns in a row above it, or with "
		.. "{--columns lineNo,...||columns = { \"lineNo\", ... }}",
	list_empty = "no rows below the header",
	list_changed = "the file was changed while it was being read",
	list_no_operation = "no operation: give the row one in a column \"operation\", or all rows one with {--operation}",
	list_unknown_operation = "no operation is called \"{operation}\"; did you mean {nearest}?",
	list_unknown_operation_far = "no operation is called \"{operation}\"; these can stand in a change list: {allowed}",
	list_not_in_a_list = "{operation} cannot stand in a change list; these can: {allowed}",
	list_result_column = "a column of a result file: it says how rows ended; take the unom. columns out",
	list_wrong_separator = "its cells are separated by {separator}: take a {--separator||separator} that fits, or save "
		.. "it with commas",
	list_bad_separator = "its cells are separated by {separator}: save it with commas, semicolons or tabs",
	list_unknown_column = "no field is called so; did you mean {nearest}?",
	list_unknown_column_far = "no field is called so: {--ignore {heading}} if it is not for the carrier, "
		.. "{--map {heading}=FIELD} if it is ({`unom describe OP`||unom.operations[OP].fields} lists the fields)",
	list_row_above_header = "could be an order, but stands above the header (which is at line {line} of the file)",
	list_other_contract = "a title names {title}, but the rows would be ordered for {contract}: give the contract with "
		.. "{--contract} or in a column \"contractId\"",
	list_map_unknown = "{--map {heading}={field}}: no field is called so; did you mean {nearest}?",
	list_map_unknown_far = "{--map {heading}={field}}: no field is called so ({`unom describe "
		.. "OP`||unom.operations[OP].fields} lists the fields)",
	list_map_ambiguous = "{--map {heading}={field}}: several fields are called so: write {fields}",
	list_map_ignored = "{--map {heading}={field}}: the same heading is to be ignored; say one of them",
	list_map_twice = "{--map {heading}={field}}: the same heading is to be {other}; say one of them",
	list_ambiguous_operation = "several operations are called \"{operation}\": write {operations}",
	list_ambiguous_column = "several fields are called so: write {fields}",
	list_duplicate_column = "gives {field} again, after column {number} ({header})",
	list_cell_without_column = "cell {number} stands under no heading",
	list_cut_row = "the file ends in the middle of this row, after cell {number}: take the whole file, or write out "
		.. "the row's empty cells",
	list_no_line_end = "the file ends with this cell, and without a line end: is the cell whole?",
	list_missing_cell = "the row ends before this cell, and an empty one would mean something: write the cell out, "
		.. "empty or not",
	list_date_passed = "a day that is over; in Japan it is {today}: \"{day}\"",
	list_not_for_operation = "{operation} has no {field}: leave the cell empty, or {--ignore||ignore} the column",
	list_consent = "no consent to the carrier's terms: give it with {--agree}, or with yes in a column \"agreement\"",
	list_not_agreed = "not agreed: the carrier does nothing with a row that does not consent to its terms",
	list_no_contract = "no contract: give it in a column \"contractId\", {with --contract, UNOM_CONTRACT_ID or the "
		.. "profile||or with contract_id}",
	list_no_column = "{operation} needs this column",
	list_duplicate_row = "{operation} of {target} again, after {place}; {--allow-duplicates} if it is meant",
	list_imei_twice = "this IMEI goes to another line too, by {place}, and both are to check it: "
		.. "{--allow-duplicates} if it is meant",
	list_address_twice = "this address goes to another line too, by {place}",
	place_line = "row {number} of the file",
	place_row = "row {number}",
	list_after_termination = "{operation} of a line that {place} terminates",
	-- Of rows that a script gives as tables.
	rows_none = "no rows",
	rows_no_table = "a row is a table by the names of fields; this is a {type}",
	rows_bad_key = "a key is the name of a field, a text in UTF-8",
	rows_bad_operation = "the name of an operation is a text in UTF-8",
	rows_bad_kept = "a text in UTF-8, a number or a boolean goes into the result file; this is a {type}",
	rows_no_operation = "no operation: give the row one as operation, or all rows one with the option operation",
	rows_unknown_key = "no field is called so; did you mean {nearest}?",
	rows_unknown_key_far = "no field is called so: a key that is not for the carrier begins with #",
	rows_ambiguous_key = "several fields are called so: write {fields}",
	rows_duplicate_key = "gives {field} again, as {key} does",
	rows_not_for_operation = "{operation} has no {field}: leave the key out",
	rows_consent = "no consent to the carrier's terms: give it with the option agree, or as agreement = true in the rows",
	rows_interrupted = "the rows had not all been given; nothing was sent",
	rows_no_contract = "no contract: give it as contractId in the row, or with the option contract_id",
}
