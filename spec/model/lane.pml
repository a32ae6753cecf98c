/* lane.pml: how one contract's lane submits, crashes and reconciles (Promela, for spin).
 *
 * Three rows go out through one lane: row 0 belongs to an earlier job, rows 1 and 2 to a later one. The process
 * dies at any step and a new one starts on either job. README.md says what is proved and what is assumed.
 *
 * Invariant: the ledger's variables are on the disk. An atomic block that writes them is one synced transaction,
 * a crash falls between two of them, and whatever else a process knows dies with it.
 *
 * Without switches this is the protocol as it should be. -DHOLE_... leaves one of its rules out, -DWORLD_... drops
 * an assumption: for each of them check.sh wants to see the violation.
 *
 *   HOLE_UNSYNCED      a request leaves before `submitting` is on the disk
 *   HOLE_5XX_AGAIN     a 500 is taken for "nothing was done"
 *   HOLE_ABSENT_AGAIN  a row that two listings did not show is sent again
 *   HOLE_NO_TAKE_UP    a row found in `submitting` is left as it is
 *   HOLE_NO_BASELINE   the baseline is kept in the process, and lost with it
 *   HOLE_OLD_BASELINE  the baseline is taken once per contract, not anew at each start
 *   HOLE_LIST_ORDER    the completed orders are listed before (or beside) the accepting ones
 *   HOLE_OWN_JOB       a job reconciles and counts only its own rows in doubt
 *   HOLE_NO_MARK     an `unknown` row keeps no other row from adopting
 *   HOLE_ABANDON       --abandon takes the mark `may_have_acted` from a row
 *   HOLE_UNLISTED      a row loses that mark when LATE is over, without a listing
 *   HOLE_TWO_READS     the ledger's ids are read before the transaction that adopts
 *   WORLD_FOREIGN      someone else may order on the contract at any time
 *   WORLD_HIDDEN       someone else's order may still be in 01/02 when a run starts
 *   WORLD_MOVED_DATE   the carrier may list another requestDate than was asked for
 *
 * Variants that hold: WORLD_PROMPT (by the second listing an order is listed or never will be), ACCEPTING_ONLY (the
 * completed list is not read, being full), BY_DATE (a marked row hinders only a requestDate that it may have),
 * WITHOUT_3 (property 3 is not asked for). REACH_ADOPTED makes an adoption an error, to show that there is one.
 * CRASHES and DECISIONS bound the power cuts and a person's answers; TWO_ROWS drops row 2.
 */
#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef DECISIONS
#define DECISIONS 0
#endif
#define STRANGER 3 /* the id of someone else's order; the id of row r's order is r, which the lane cannot see */
#define NOBODY 7
#define job_of(r) (r > 0)
#define some(p) (p(0) || p(1) || p(2))
#define first(p) (p(0) -> 0 : (p(1) -> 1 : 2))
#define bit(i) (1 << (i))
#define is_one(set) (set != 0 && (set & (set - 1)) == 0)
#define only(set) ((set > 1) + (set > 2) + (set > 4)) /* the number of its one bit */

mtype:row = { pending, submitting, tracking, final, unknown, abandoned }; /* final: succeeded, rejected, ... */
mtype:order = { absent, unlisted, accepting, completed, ended }; /* unlisted: 01, 02; ended: 04, 05 */
mtype:answer = { silence, accepted, refused, not_done, error_500 };

/* the ledger */
mtype:row state[3] = pending;
byte id[3] = NOBODY;
bool may_have_acted[3]; /* an attempt of the row ended in doubt: an id of its own may still be listed */
byte baseline;       /* a set of ids that belong to no row that is in doubt now or sent later */

/* the carrier, and the wire */
mtype:order stage[4] = absent;
bool ordered[3];
byte date[3], listed_date[4];
byte refusals = 1;   /* how often it may still answer "nothing done, later" */
byte in_flight[3];      /* requests under way, whether or not anyone still waits for the answer */
byte awaiting = NOBODY;
mtype:answer answer = silence;

/* The world moves where the lane can see it: while the lane waits or is down. Its other steps cannot tell. */
bool up, waiting = true, crash, finished;
byte crashes = CRASHES, decisions = DECISIONS;

#define is_open(r) (state[r] == pending || state[r] == submitting || state[r] == tracking)
#define is_in_doubt(r) (state[r] == submitting)
#define ids_in_rows (bit(id[0]) | bit(id[1]) | bit(id[2]))

/* ---- the carrier ---- */

inline receive(r) {
	atomic { waiting && in_flight[r] > 0 -> in_flight[r]--;
		if
		:: assert(!ordered[r]) /* property 1: never twice */;
			ordered[r] = true; stage[r] = unlisted;
			if
			:: awaiting == r && answer == silence -> answer = accepted
			:: awaiting == r && answer == silence -> answer = error_500
			:: true /* the reply is lost, or its reader gone */
			fi
		:: awaiting == r && answer == silence -> answer = refused
		:: awaiting == r && answer == silence -> answer = error_500
		:: awaiting == r && answer == silence && refusals > 0 -> refusals--; answer = not_done
		:: true /* not received */
		fi }
}

/* An order whose id is in the ledger is explained: how it moves on makes no difference to the lane. And only
 * an id that no row will ever own need go from list to list: to miss a row's own is no worse than its being late. */
#define can_be_listed(i) (stage[i] == unlisted && (i == STRANGER || id[i] != i))
#ifdef ACCEPTING_ONLY
#define can_complete(i) (stage[i] == accepting)
#else
#define can_complete(i) (stage[i] == accepting && i == STRANGER)
#endif

inline move(i) {
	atomic { waiting && (can_be_listed(i) || can_complete(i));
		if
		:: stage[i] == unlisted -> stage[i] = accepting
		:: stage[i] == unlisted -> stage[i] = ended
		:: stage[i] == accepting -> stage[i] = completed
		fi }
}

proctype Carrier() {
end: do
	:: receive(0) :: receive(1) :: receive(2)
	:: move(0) :: move(1) :: move(2) :: move(STRANGER)
	od
}

/* Someone else orders: between two runs, while no row is in doubt, and early enough to be listed by the next. */
proctype Stranger() {
#if defined(WORLD_FOREIGN)
end: atomic { waiting -> if :: stage[STRANGER] = unlisted :: stage[STRANGER] = accepting fi }
#elif defined(WORLD_HIDDEN)
end: atomic { !up && !finished && !some(is_in_doubt) -> stage[STRANGER] = unlisted }
#else
end: atomic { !up && !finished && !some(is_in_doubt) -> stage[STRANGER] = accepting }
#endif
}

/* ---- people and power cuts ---- */

inline decide(r) {
	atomic { waiting && !finished && decisions > 0 && state[r] == unknown;
		if
		:: stage[r] == accepting || stage[r] == completed -> /* --order, the right one */
			state[r] = tracking; id[r] = r; may_have_acted[r] = false
		:: !ordered[r] && in_flight[r] == 0 -> state[r] = pending /* --resend, rightly */
		:: state[r] = abandoned;
#ifdef HOLE_ABANDON
			may_have_acted[r] = false
#endif
		fi;
		decisions-- }
}

proctype Person() { end: do :: decide(0) :: decide(1) :: decide(2) od }

proctype Power() { end: do :: atomic { up && !waiting && !crash && crashes > 0 -> crashes--; crash = true } od }

/* ---- the lane ---- */

inline wait() { waiting = true; waiting = false }

inline read_list(wanted) {
	wait();
	atomic {
		seen = seen | (stage[0] == wanted) | (stage[1] == wanted) << 1 |
			(stage[2] == wanted) << 2 | (stage[3] == wanted) << 3 }
}

inline list() { /* two requests: an order may go from the one list to the other in between */
	seen = 0;
#if defined(ACCEPTING_ONLY)
	read_list(accepting);
#elif defined(HOLE_LIST_ORDER)
	read_list(completed); read_list(accepting);
#else
	read_list(accepting); read_list(completed);
#endif
#ifdef HOLE_TWO_READS
	found = seen & ~(baseline | ids_in_rows);
#endif
	wait()
}

/* LATE is over since the attempt of row s that ended in doubt: an order of it is listed by now, or never will be. */
#define late_is_over(s) (in_flight[s] == 0 && (stage[s] != unlisted || id[s] == s))
#define is_due(s) (may_have_acted[s] && late_is_over(s))

/* Lists while no row is in doubt: whatever is there belongs to no row that is sent later. `has_time`: LATE was over
 * for some marked rows before the listing began, so that they lose the mark after it. */
inline renew_baseline(has_time) {
	due = (has_time -> is_due(0) | is_due(1) << 1 | is_due(2) << 2 : 0);
#ifdef HOLE_UNLISTED
	if :: !has_time -> list() :: else fi;
#else
	list();
#endif
	atomic {
		baseline = baseline | seen & ~ids_in_rows;
		may_have_acted[0] = may_have_acted[0] && !(due & 1);
		may_have_acted[1] = may_have_acted[1] && !(due & 2);
		may_have_acted[2] = may_have_acted[2] && !(due & 4);
		seen = 0; found = 0; due = 0 }
}

#ifdef HOLE_OWN_JOB
#define ours(o) (job_of(o) == job)
#else
#define ours(o) true
#endif
#define may_have(r, i) (date[r] == 0 || date[r] == listed_date[i]) /* its requestDate, where it has one */
#if defined(HOLE_NO_MARK)
#define could_own_it(o) false
#elif defined(BY_DATE)
#define could_own_it(o) (o != r && ours(o) && (may_have_acted[o] || is_in_doubt(o)) && may_have(o, only(found)))
#else
#define could_own_it(o) (o != r && ours(o) && (may_have_acted[o] || is_in_doubt(o)))
#endif

inline adopt() {
#ifndef WITHOUT_3
	assert(found == bit(r)); /* property 3: what a row adopts is its own */
#endif
#ifdef REACH_ADOPTED
	assert(finished);
#endif
	state[r] = tracking; id[r] = only(found)
}

inline give_up() {
#ifdef HOLE_ABSENT_AGAIN
	state[r] = (found == 0 -> pending : unknown);
#else
	state[r] = unknown;
#endif
	may_have_acted[r] = true
}

/* Row r's request may have been acted on: two listings with a wait between, then one or the other. */
inline reconcile() {
	do
	:: listings < 2 && is_in_doubt(r) ->
#ifdef WORLD_PROMPT
		waiting = true;
		if :: listings == 1 -> in_flight[r] == 0 && stage[r] != unlisted :: else fi;
		waiting = false;
#endif
		list();
		atomic {
			listings++;
#ifndef HOLE_TWO_READS
			found = seen & ~(baseline | ids_in_rows);
#endif
			if
			:: is_one(found) && may_have(r, only(found)) && !some(could_own_it) -> adopt()
			:: else -> if :: listings == 2 -> give_up() :: else fi
			fi;
			seen = 0; found = 0 }
	:: else -> break
	od;
	listings = 0
}

inline submit() {
#ifndef HOLE_UNSYNCED
	state[r] = submitting;
#endif
	atomic { in_flight[r]++; awaiting = r }
	wait();
	atomic { /* what comes first: an answer, a lost connection or a timeout */
		if :: answer != silence -> got = answer :: got = silence fi;
		answer = silence; awaiting = NOBODY }
	if
	:: atomic { got == accepted -> state[r] = tracking; id[r] = r }
	:: atomic { got == refused -> state[r] = final }
	:: atomic { got == not_done -> state[r] = pending }
#ifdef HOLE_5XX_AGAIN
	:: atomic { got == error_500 -> state[r] = pending }
#endif
	:: got == error_500 || got == silence -> state[r] = submitting; reconcile()
	fi;
	got = silence
}

#define to_take_up(o) (is_in_doubt(o) && ours(o))
#define to_send(o) (state[o] == pending && job_of(o) == job)
#define to_follow(o) (state[o] == tracking && job_of(o) == job)
#define is_left(o) (is_in_doubt(o) && job_of(o) == job)
#define is_lost(o) (ordered[o] && id[o] != o && state[o] != unknown && state[o] != abandoned)

proctype Lane() {
	byte r, seen, found, due, listings;
	bit job;
	bool based;
	mtype:answer got = silence;
	do
	:: atomic { !some(is_open) -> finished = true;
#ifndef WITHOUT_3
		assert(!some(is_lost)); /* property 2: an order has its row, or a person was shown the row */
#endif
		break }
	:: else -> {
		if
		:: atomic { is_open(0) -> job = 0; up = true; waiting = false }
		:: atomic { is_open(1) || is_open(2) -> job = 1; up = true; waiting = false }
		fi;
#ifndef HOLE_NO_TAKE_UP
		do
		:: atomic { some(to_take_up) -> r = first(to_take_up) }; reconcile()
		:: else -> break
		od;
#endif
#ifdef HOLE_OLD_BASELINE
		if :: !based -> renew_baseline(false); based = true :: else fi;
#else
		renew_baseline(false);
#endif
		do
		:: atomic { some(to_send) -> r = first(to_send) };
			if :: some(is_due) -> renew_baseline(true) :: true fi;
			submit()
		:: else -> break
		od;
		do /* the carrier's last word on an id that the ledger holds: 03, 04, 05, 11 or 60 */
		:: atomic { some(to_follow) -> r = first(to_follow); state[r] = final }
		:: else -> break
		od;
		atomic { assert(!some(is_left)); r = 0; up = false; waiting = true } /* property 2: a run leaves none in doubt */
	} unless { atomic { crash ->
		crash = false; up = false; waiting = true; awaiting = NOBODY; answer = silence;
		r = 0; seen = 0; found = 0; due = 0; listings = 0; got = silence;
#ifdef HOLE_NO_BASELINE
		baseline = 0
#endif
		} }
	od
}

inline choose_date(i) {
#ifdef BY_DATE
	if :: date[i] = 0; listed_date[i] = 1 :: date[i] = 1; listed_date[i] = 1 :: date[i] = 2; listed_date[i] = 2 fi;
#else
	date[i] = 1; listed_date[i] = 1;
#endif
#ifdef WORLD_MOVED_DATE
	if :: listed_date[i] = 1 :: listed_date[i] = 2 fi
#endif
}

init {
	atomic {
		choose_date(0); choose_date(1); choose_date(2); listed_date[STRANGER] = 1;
#ifdef TWO_ROWS
		state[2] = final;
#endif
		run Carrier(); run Stranger(); run Person(); run Power(); run Lane()
	}
}
