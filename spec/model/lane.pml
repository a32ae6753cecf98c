/* lane.pml: how one contract's lane sends its rows, and takes them up after a crash (Promela, for spin).
 *
 * Rows 0 and 1 are for one line, row 2 for another. A row goes out as soon as the one before was answered; one whose
 * line is busy is overtaken. The process dies at any step, and the next one goes on. What the carrier's lists prove of
 * a row in doubt is in evidence.pml: here an order that two listings show is the row's, or the row is unknown.
 *
 * Invariant: the ledger's variables are on the disk. An atomic block that writes them is one synced transaction,
 * a crash falls between two of them, and whatever else a process knows dies with it.
 *
 * -DHOLE_... leaves a rule out: check.sh wants to see what that breaks.
 *
 *   HOLE_UNSYNCED      a request leaves before `submitting` is on the disk
 *   HOLE_ERROR_AGAIN   a 500 is taken for "nothing was done"
 *   HOLE_ABSENT_AGAIN  a row that two listings did not show is sent again
 *   HOLE_NOT_TAKEN_UP  a row found in `submitting` is left as it is
 *   HOLE_LIST_ORDER    the completed orders are listed before the accepting ones
 *   HOLE_SAME_LINE     a row overtakes one for the same line
 *   HOLE_NOT_HELD      a row does not wait for an unknown one for the same line
 *
 * REACH_OVERTAKEN makes it an error that a row is overtaken, to show that it is. CRASHES and DECISIONS bound the
 * power cuts and a person's answers.
 */
#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef DECISIONS
#define DECISIONS 1
#endif
#define NONE 7
#define bit(i) (1 << (i))
#define has(set, i) (((set) >> (i)) & 1)
#define property(n, holds) assert((n) == 0 || (holds))
#define some(p) (p(0) || p(1) || p(2))
#define first(p) (p(0) -> 0 : (p(1) -> 1 : 2))

mtype:row = { pending, submitting, tracking, ended, unknown, abandoned };
mtype:answer = { silence, accepted, refused, not_done, error_500 };

/* the ledger */
mtype:row state[3] = pending;

/* the carrier, and the wire: sets of rows whose order is there */
byte ordered, unlisted, accepting, completed;
byte late[3];           /* requests under way for which nobody waits any more */
byte awaiting = NONE;   /* the row whose answer somebody waits for */
bool in_flight;
mtype:answer answer = silence;
byte refusals = 1;      /* how often the carrier may still answer "nothing done, later" */

/* The world moves where the lane can see it: while the lane waits or is down. Its other steps cannot tell. */
bool up, waiting = true, crash, finished;
byte crashes = CRASHES, decisions = DECISIONS;

#define is_open(r) (state[r] == pending || state[r] == submitting || state[r] == tracking)
#define is_busy(r) (is_open(r) || state[r] == unknown)

/* ---- the carrier ---- */

inline order(r) {
	property(1, !has(ordered, r)); /* never twice */
	property(7, r != 1 || !is_busy(0)); /* in their order, where they are for one line */
	ordered = ordered | bit(r); unlisted = unlisted | bit(r)
}

inline serve() {
	atomic { waiting && in_flight -> in_flight = false;
		if
		:: order(awaiting); if :: answer = accepted :: answer = error_500 :: true fi
		:: answer = refused
		:: answer = error_500
		:: refusals > 0 -> refusals--; answer = not_done
		:: true /* not received, or the answer is lost */
		fi }
}

inline serve_late(r) { atomic { waiting && late[r] > 0 -> late[r]--; if :: order(r) :: true fi } }

inline move(r) {
	atomic { waiting && has(unlisted, r) -> unlisted = unlisted & ~bit(r); accepting = accepting | bit(r) }
}

inline complete(r) {
	atomic { waiting && has(accepting, r) -> accepting = accepting & ~bit(r); completed = completed | bit(r) }
}

proctype Carrier() {
end: do
	:: serve() :: serve_late(0) :: serve_late(1) :: serve_late(2)
	:: move(0) :: move(1) :: move(2)
	:: complete(0) :: complete(1) :: complete(2)
	od
}

/* ---- people and power cuts ---- */

inline decide(r) { /* the right --order, the right --resend, or --abandon */
	atomic { !up && !finished && decisions > 0 && state[r] == unknown;
		if
		:: has(accepting | completed, r) -> state[r] = tracking
		:: !has(ordered, r) && late[r] == 0 -> state[r] = pending
		:: late[r] == 0 -> state[r] = abandoned
		fi;
		decisions-- }
}

proctype Person() { end: do :: decide(0) :: decide(1) :: decide(2) od }

proctype Power() { end: do :: atomic { up && !crash && crashes > 0 -> crashes--; crash = true } od }

/* ---- the lane ---- */

inline wait() { waiting = true; waiting = false }

/* Two requests: an order may go from the one list to the other in between. */
inline list() {
	atomic { waiting = true; due = accepting | completed };
	waiting = false;
#ifdef HOLE_LIST_ORDER
	seen = completed; wait(); seen = seen | accepting;
#else
	seen = accepting; wait(); seen = seen | completed;
#endif
	atomic {
		property(6, (due & ~seen) == 0); /* what is listed when a listing begins is in it */
		due = 0 }
}

inline settle() {
	list(); was_seen = seen; list();
	atomic {
		if
		:: has(was_seen & seen, r) -> state[r] = tracking
#ifdef HOLE_ABSENT_AGAIN
		:: !has(seen, r) -> state[r] = pending
#endif
		:: true -> state[r] = unknown
		fi;
		seen = 0; was_seen = 0 }
}

inline submit() {
#ifndef HOLE_UNSYNCED
	state[r] = submitting;
#endif
	atomic { awaiting = r; in_flight = true; waiting = true };
	atomic { /* what comes first: an answer, a lost connection or the end of patience */
		waiting = false; got = answer;
		if :: in_flight -> late[r]++ :: else fi;
		awaiting = NONE; in_flight = false; answer = silence };
	if
	:: atomic { got == accepted -> state[r] = tracking }
	:: atomic { got == refused -> state[r] = ended }
	:: atomic { got == not_done -> state[r] = pending }
#ifdef HOLE_ERROR_AGAIN
	:: atomic { got == error_500 -> state[r] = pending }
#endif
	:: got == error_500 || got == silence -> state[r] = submitting; settle()
	fi;
	got = silence
}

#if defined(HOLE_SAME_LINE)
#define is_free(r) true
#elif defined(HOLE_NOT_HELD)
#define is_free(r) ((r) != 1 || !is_open(0))
#else
#define is_free(r) ((r) != 1 || !is_busy(0))
#endif
#define is_held(r) ((r) == 1 && state[r] == pending && state[0] == unknown)
#define may_send(r) (state[r] == pending && is_free(r))
#define may_follow(r) (state[r] == tracking)
#define goes_on(r) (is_open(r) && !is_held(r))
#define awaits_answer(r) (state[r] == unknown && decisions > 0)

proctype Lane() {
	byte r, seen, was_seen, due;
	mtype:answer got = silence;
	do
	:: atomic { !some(goes_on) && !some(awaits_answer) -> finished = true; break }
	:: atomic { some(goes_on) -> up = true; waiting = false };
	{
#ifndef HOLE_NOT_TAKEN_UP
		do
		:: atomic { state[0] == submitting -> r = 0 }; settle()
		:: atomic { state[1] == submitting -> r = 1 }; settle()
		:: atomic { state[2] == submitting -> r = 2 }; settle()
		:: else -> break
		od;
#endif
		list(); seen = 0;
		do
		:: atomic { some(may_send) -> r = first(may_send);
#ifdef REACH_OVERTAKEN
				property(9, r != 2 || state[1] != pending)
#endif
				}; submit()
		:: atomic { some(may_follow) -> r = first(may_follow); waiting = true }; atomic { waiting = false; state[r] = ended }
		:: atomic { !some(may_send) && !some(may_follow) ->
			property(2, !some(goes_on)); /* a run leaves no row open, but behind one that a person is shown */
			r = 0; up = false; waiting = true; break }
		od
	} unless { atomic { crash ->
		crash = false; up = false; waiting = true;
		if :: in_flight -> late[awaiting]++ :: else fi;
		awaiting = NONE; in_flight = false; answer = silence;
		r = 0; seen = 0; was_seen = 0; due = 0; got = silence } }
	od
}

init { atomic { run Carrier(); run Person(); run Power(); run Lane() } }
