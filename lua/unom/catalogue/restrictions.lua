--- The table of restrictions (規制条件表): what limitStatus1 and limitStatus2 say together, in operations 03 and 09.
--
-- Plain data, read top down: { state, limitStatus1, limitStatus2 or nil where it is not looked at, Japanese, English }.
--
-- Invariant: every pair of the values that the specification prints is in one row; a limitStatus1 of NULL, or blank,
-- is 0.

return {
	{ "none", "0", "0", "規制なし", "no restriction" },
	{ "monthly", "0", "1", "月間規制中", "restricted for the month" },
	{ "monthly", "2", nil, "月間規制中", "restricted for the month" },
	{ "recent", "1", "0", "直近規制中", "restricted for recent use" },
	{ "monthly_and_recent", "1", "1", "規制中（月間、直近）", "restricted for the month and for recent use" },
	{ "monthly_and_recent", "3", nil, "規制中（月間、直近）", "restricted for the month and for recent use" },
}
