--- English: what is said of a change list. A problem stands behind its place, so these begin in lower case.

return {
	list_refused = "the change list has {number} {number|problem|problems}; nothing was sent",
	list_no_header = "no header: the first line must name the columns",
	list_empty = "no rows below the header",
	list_changed = "the file was changed while it was being read",
	list_no_operation = "no operation: give the row one in a column \"operation\", or all rows one with --operation",
	list_unknown_operation = "no operation is called \"{operation}\"; did you mean {nearest}?",
	list_not_in_a_list = "{operation} cannot stand in a change list; these can: {allowed}",
	list_result_column = "a column of a result file: it says how rows ended; take the unom. columns out",
	list_wrong_separator = "cells are separated by commas in a change list, not by {separator}",
	list_unknown_column = "no field is called so; did you mean {nearest}?",
	list_unknown_column_far = "no field is called so; `unom describe OP` lists those of an operation",
	list_ambiguous_column = "several fields are called so: write {fields}",
	list_duplicate_column = "gives {field} again, after column {number} ({header})",
	list_cell_without_column = "cell {number} stands under no heading",
	list_not_for_operation = "{operation} has no {field}: leave the cell empty",
	list_consent = "no consent to the carrier's terms: give it with --agree, or with yes in a column \"agreement\"",
	list_not_agreed = "not agreed: the carrier does nothing with a row that does not consent to its terms",
	list_no_contract = "no contract: give it in a column \"contractId\", with --contract, UNOM_CONTRACT_ID or the profile",
	list_no_column = "{operation} needs this column",
	list_duplicate_row = "{operation} of {target} again, after line {line}; --allow-duplicates if it is meant",
}
