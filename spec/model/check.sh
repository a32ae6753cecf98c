#!/bin/sh
# check.sh: model-checks lane.pml and evidence.pml. Every run is exhaustive; the protocol must hold in each that leaves
# none of its rules out and drops no assumption, and whatever is left out or dropped must be missed, by the property
# that it is there for.
#
#   check.sh                       all of it; exit status 0 only when every run ended as it must
#   check.sh trail MODEL -DHOLE_X  the shortest way to the violation, step by step
set -eu

models=$(cd "$(dirname "$0")" && pwd)
for tool in spin "${CC:=gcc}"; do
	command -v "$tool" >/dev/null || { echo "check.sh: $tool is needed (Debian: apt-get install $tool)" >&2; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
cp -r "$models"/*.pml "$models/evidence" "$work"
cd "$work"
status=0

# explore OPTIMISATION PAN_FLAGS PAN_OPTIONS SWITCHES...: leaves what pan said in ./said
explore() {
	optimisation=$1 flags=$2 options=$3
	shift 3
	spin -a "$@" "$model.pml" >said 2>&1 || { cat said >&2; exit 2; }
	# shellcheck disable=SC2086 # flags and options are lists of words
	"$CC" "$optimisation" -w -DMEMLIM=2500 $flags -o pan pan.c && ./pan -m400000 $options >said 2>&1
}

tell() {
	states=$(sed -n 's/^ *\([0-9.e+]*\) states, stored.*/\1/p' said)
	seconds=$(sed -n 's/^pan: elapsed time \([0-9.]*\).*/\1/p' said)
	printf '%-8s %10s states %6s s  %s %s\n' "$1" "${states:-?}" "${seconds:-?}" "$model" "$2"
}

wrong() {
	status=1
	tell WRONG "$1"
	sed -n '/^pan:1/p' said
}

proves() {
	grep -q 'errors: 0$' said && ! grep -Eq 'search depth too small|Search not completed|out of memory' said
}

holds() {
	explore -O1 '-DSAFETY -DCOLLAPSE' '' "$@" || true
	if proves; then tell holds "$*"; else wrong "$*"; fi
}

# Every way through the model comes to an end: there is no cycle, so that no row can be put off for ever.
ends() {
	explore -O1 -DNP -l "$@" || true
	if proves; then tell ends "$*"; else wrong "$*"; fi
}

# fails PROPERTY SWITCHES...
fails() {
	property=$1
	shift
	explore -O0 -DSAFETY -w20 "$@" || true
	if grep -q "^pan:1: assertion violated ((*$property==0)||" said; then
		tell "fails $property" "$*"
	else
		wrong "$* (must fail: $property)"
	fi
}

never_ends() {
	explore -O0 -DNP -l "$@" || true
	if grep -q '^pan:1: non-progress cycle' said; then tell 'fails 2' "$*"; else wrong "$* (must never end)"; fi
}

if [ "${1:-}" = trail ]; then
	model=$2
	shift 2
	explore -O1 '-DSAFETY -DBFS' '' "$@" || true
	[ -f "$model.pml.trail" ] || { echo "check.sh: no violation" >&2; exit 1; }
	spin -t -p -g "$@" "$model.pml"
	exit 0
fi

# A switch that no run here uses is a rule that nobody misses.
for switch in $(cat ./*.pml evidence/*.pml | grep -o '\(HOLE\|WORLD\|REACH\)_[A-Z_]*[A-Z]' | sort -u); do
	grep -q -- "^[a-z_]* .*-D$switch\>" "$models/check.sh" ||
		{ status=1; echo "check.sh: no run has $switch" >&2; }
done

# README.md has the properties by their numbers; 9 is that of a REACH_...

# ---- sending, taking up, listing ----

model=lane
holds -DCRASHES=2
holds -DDECISIONS=2
ends

fails 1 -DHOLE_UNSYNCED
fails 1 -DHOLE_ERROR_AGAIN
fails 1 -DHOLE_ABSENT_AGAIN
fails 2 -DHOLE_NOT_TAKEN_UP
fails 6 -DHOLE_LIST_ORDER
fails 7 -DHOLE_SAME_LINE
fails 7 -DHOLE_NOT_HELD
fails 9 -DREACH_OVERTAKEN

# ---- what the lists prove ----

model=evidence
holds -DROWS=3 -DCRASHES=2 -DBESIDE -DCALM
holds -DCRASHES=2 -DDECISIONS=2 -DBESIDE
holds -DDECISIONS=1 -DBESIDE -DTWO_JOBS
holds -DDECISIONS=1 -DBESIDE -DTWO_JOBS -DCALM
ends -DDECISIONS=1

fails 3 -DHOLE_FIRST_LISTED -DOLD_ORDER
fails 3 -DHOLE_FORGETS_LISTED -DOLD_ORDER
fails 3 -DHOLE_JUDGED_WHEN_READ -DBESIDE
fails 3 -DHOLE_IN_DOUBT_ONLY
fails 3 -DHOLE_OWN_JOB_ONLY -DTWO_JOBS
fails 3 -DHOLE_ABANDON_UNMARKS -DDECISIONS=1
fails 3 -DHOLE_MARK_PER_ROW -DDECISIONS=1 -DBESIDE
fails 2 -DHOLE_REFUSED_ENDS -DDECISIONS=1 -DBESIDE
fails 4 -DHOLE_SECOND_OF_ANY -DBESIDE -DCALM
fails 1 -DHOLE_RESEND_UNMARKS -DDECISIONS=1
fails 1 -DHOLE_NO_LOOK -DDECISIONS=1
fails 9 -DREACH_ADOPTED_LATER -DBESIDE

# other people's orders
holds -DOLD_ORDER -DDECISIONS=1 -DBESIDE
holds -DFOREIGN -DALLOW -DROWS=3 -DBESIDE
holds -DWORLD_FOREIGN -DWITHOUT_3 -DALLOW -DDECISIONS=1 -DBESIDE
holds -DWORLD_FOREIGN -DACTS -DALLOW -DDECISIONS=1 -DBESIDE

fails 3 -DWORLD_FOREIGN
fails 3 -DWORLD_LISTED_LATE
fails 3 -DHOLE_NO_START_LISTING -DFOREIGN
fails 2 -DHOLE_UNWATCHED -DWORLD_FOREIGN -DWITHOUT_3 -DBESIDE
fails 3 -DHOLE_ONE_LISTING -DWORLD_FOREIGN -DACTS
fails 3 -DHOLE_BEGAN_BEFORE -DWORLD_FOREIGN -DACTS -DBESIDE
fails 3 -DHOLE_NOT_ALONE -DWORLD_FOREIGN -DACTS
fails 3 -DHOLE_ADOPTS_AGAIN -DWORLD_FOREIGN -DACTS -DBESIDE
fails 2 -DHOLE_NO_HALT -DWORLD_FOREIGN -DWITHOUT_3 -DBESIDE
fails 2 -DHOLE_HALTS_BY_NUMBER -DWORLD_FOREIGN -DWITHOUT_3 -DBESIDE
fails 4 -DHOLE_HALTS_AT_ANY -DBESIDE -DCALM
fails 1 -DHOLE_ALLOWS_ALL -DALLOW -DDECISIONS=1

# an older ledger
holds -DPUT_BACK -DCRASHES=2
holds -DPUT_BACK -DCRASHES=2 -DROWS=3 -DBESIDE -DPROMPT -DWORLD_OTHER_MACHINE

fails 1 -DHOLE_NO_MEMORY -DPUT_BACK
fails 1 -DHOLE_NO_START_CHECK -DPUT_BACK -DPROMPT -DWORLD_OTHER_MACHINE
fails 1 -DHOLE_START_COUNTS -DPUT_BACK -DPROMPT -DWORLD_OTHER_MACHINE -DCRASHES=2
fails 1 -DWORLD_OTHER_MACHINE -DPUT_BACK
fails 1 -DWORLD_COPY_IN_DOUBT -DPUT_BACK -DPROMPT -DWORLD_OTHER_MACHINE -DWITHOUT_3
fails 1 -DWORLD_COPY_IN_FLIGHT -DPUT_BACK -DPROMPT -DWORLD_OTHER_MACHINE

# a bound
holds -DLISTED_WITHIN -DBESIDE -DCALM -DCRASHES=2 -DDECISIONS=1
holds -DLISTED_WITHIN -DCALM -DROWS=3
holds -DLISTED_WITHIN -DBESIDE -DWORLD_FOREIGN -DWITHOUT_3
ends -DLISTED_WITHIN

fails 1 -DWORLD_FALSE_BOUND -DLISTED_WITHIN
fails 1 -DHOLE_BOUND_FROM_SEND -DLISTED_WITHIN
fails 1 -DHOLE_BOUND_NOT_ANEW -DLISTED_WITHIN
fails 4 -DHOLE_BOUND_ONE_LISTING -DLISTED_WITHIN -DCALM
fails 4 -DHOLE_ABSENT_KEEPS_MARK -DLISTED_WITHIN -DCALM
fails 4 -DHOLE_LAST_KEEPS_MARK -DLISTED_WITHIN -DCALM
never_ends -DHOLE_NO_LIMIT -DLISTED_WITHIN

# a list at its limit
holds -DFULL -DBESIDE -DCRASHES=0
holds -DFULL -DDECISIONS=1
holds -DFULL -DLISTED_WITHIN
holds -DACCEPTING_FULL -DDECISIONS=1
holds -DACCEPTING_FULL -DFOREIGN
holds -DACCEPTING_FULL -DOLD_ORDER

fails 1 -DHOLE_FULL_ABSENCE -DFULL -DDECISIONS=1
fails 1 -DHOLE_FULL_ABSENCE -DFULL -DLISTED_WITHIN
fails 3 -DHOLE_FULL_ADOPTS -DFULL
fails 3 -DHOLE_HIDDEN_BEFORE -DFULL
fails 3 -DHOLE_LIMIT_ADOPTS -DACCEPTING_FULL -DFOREIGN
fails 3 -DHOLE_LIMIT_ADOPTS -DACCEPTING_FULL -DOLD_ORDER
fails 3 -DACCEPTING_FULL -DWORLD_FOREIGN -DACTS

# midnight
holds -DDAYS -DBESIDE -DCALM
fails 3 -DHOLE_DAY_OF_SEND -DDAYS
fails 3 -DWORLD_ARRIVES_LATER -DDAYS

# counting
holds -DCOUNTED -DBESIDE -DDECISIONS=2
fails 5 -DHOLE_COUNTS_ROWS -DCOUNTED -DDECISIONS=1 -DBESIDE
fails 5 -DWORLD_FOREIGN -DCOUNTED -DWITHOUT_3

[ $status = 0 ] && echo "all as it must be" || echo "check.sh: a run did not end as it must" >&2
exit $status
