#!/bin/sh
# check.sh: model-checks lane.pml. Every run is exhaustive; the protocol must hold in each that leaves none of its
# rules out, and each rule or assumption that is left out must be missed, by the property that it is there for.
#
#   check.sh                  all of it; exit status 0 only when every run ended as it must
#   check.sh trail -DHOLE_X   the shortest way to the violation, step by step
set -eu

model=$(cd "$(dirname "$0")" && pwd)/lane.pml
for tool in spin "${CC:=gcc}"; do
	command -v "$tool" >/dev/null || { echo "check.sh: $tool is needed (Debian: apt-get install $tool)" >&2; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
cd "$work"
status=0

# explore OPTIMISATION PAN_FLAGS PAN_OPTIONS SWITCHES...: leaves what pan said in ./said
explore() {
	optimisation=$1 flags=$2 options=$3
	shift 3
	spin -a "$@" "$model" >said 2>&1 || { cat said >&2; exit 2; }
	# shellcheck disable=SC2086 # flags and options are lists of words
	"$CC" "$optimisation" -w $flags -o pan pan.c && ./pan -m100000 $options >said 2>&1
}

tell() {
	states=$(sed -n 's/^ *\([0-9.e+]*\) states, stored.*/\1/p' said)
	seconds=$(sed -n 's/^pan: elapsed time \([0-9.]*\).*/\1/p' said)
	printf '%-8s %10s states %6s s  %s\n' "$1" "${states:-?}" "${seconds:-?}" "$2"
}

proves() {
	grep -q 'errors: 0$' said && ! grep -Eq 'search depth too small|Search not completed|out of memory' said
}

wrong() {
	status=1
	tell WRONG "$1"
	sed -n '/^pan:1/p' said
}

# holds OPTIMISATION SWITCHES...: the more states, the more an optimised search is worth its compilation
holds() {
	level=$1
	shift
	explore "$level" -DSAFETY '' "$@" || true
	if proves; then tell holds "$*"; else wrong "$*"; fi
}

# Every way through the model comes to an end: there is no cycle, so that no row can be put off for ever.
ends() {
	explore -O1 -DNP -l "$@" || true
	if proves; then tell ends "$*"; else wrong "$*"; fi
}

# fails PROPERTY SWITCHES...
fails() {
	case $1 in
	1) words='assertion violated *!(ordered\[' ;;
	2) words='assertion violated *!(.*==job)' ;;
	3) words='assertion violated *(found==(1<<r))' ;;
	reach) words='assertion violated *(*finished' ;;
	esac
	property=$1
	shift
	explore -O0 -DSAFETY -w20 "$@" || true
	if grep -q "^pan:1: $words" said; then tell "fails $property" "$*"; else wrong "$* (must fail: $property)"; fi
}

if [ "${1:-}" = trail ]; then
	shift
	explore -O0 '-DSAFETY -DBFS' '' -DTWO_ROWS -DDECISIONS=1 "$@" || true
	[ -f lane.pml.trail ] || { echo "check.sh: no violation" >&2; exit 1; }
	cp "$model" .
	spin -t -p -g -DTWO_ROWS -DDECISIONS=1 "$@" lane.pml
	exit 0
fi

holds -O2 -DCRASHES=2
holds -O2 -DCRASHES=2 -DDECISIONS=2 -DTWO_ROWS
ends -DTWO_ROWS
holds -O2 -DWORLD_FOREIGN -DWITHOUT_3 -DDECISIONS=1 -DTWO_ROWS
holds -O0 -DHOLE_NO_MARK -DWORLD_PROMPT -DDECISIONS=1 -DTWO_ROWS
holds -O0 -DACCEPTING_ONLY -DDECISIONS=1 -DTWO_ROWS
holds -O1 -DBY_DATE -DCRASHES=0 -DTWO_ROWS

fails 1 -DHOLE_UNSYNCED
fails 1 -DHOLE_5XX_AGAIN
fails 1 -DHOLE_ABSENT_AGAIN
fails 2 -DHOLE_NO_TAKE_UP
fails 3 -DHOLE_NO_BASELINE
fails 3 -DHOLE_OLD_BASELINE
fails 3 -DHOLE_LIST_ORDER
fails 3 -DHOLE_OWN_JOB
fails 3 -DHOLE_NO_MARK
fails 3 -DHOLE_ABANDON -DDECISIONS=1 -DTWO_ROWS
fails 3 -DHOLE_UNLISTED
fails 3 -DHOLE_TWO_READS -DDECISIONS=1 -DTWO_ROWS
fails 3 -DWORLD_FOREIGN
fails 3 -DWORLD_HIDDEN
fails 3 -DBY_DATE -DWORLD_MOVED_DATE -DCRASHES=0 -DTWO_ROWS
fails reach -DREACH_ADOPTED

[ $status = 0 ] && echo "all as it must be" || echo "check.sh: a run did not end as it must" >&2
exit $status
