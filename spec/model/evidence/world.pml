/* world.pml: the carrier, other people who order, those who answer for a row, and power cuts. */

#ifdef PROMPT
#define keep(i) accepting = accepting | bit(i)
#else
#define keep(i) unlisted = unlisted | bit(i)
#endif

/* Orders for row r, and leaves its id in `new_id`: NONE for a third order, which is not looked at. */
inline place(r) {
	if
	:: !has(placed, r) -> new_id = r
	:: has(placed, r) && !has(placed, 3 + r) ->
		property(1, excused[r]); /* never twice without a person's word */
		new_id = 3 + r
	:: else -> new_id = NONE
	fi;
	if :: new_id != NONE -> placed = placed | bit(new_id); keep(new_id); date(new_id) :: else fi
}

inline serve() { /* the request whose answer is awaited */
	atomic { waiting && in_flight -> in_flight = false;
		if
		:: place(awaiting);
			if :: new_id != NONE -> answer = accepted; answer_id = new_id :: answer = in_doubt fi;
			new_id = NONE
#ifndef ACTS
		:: answer = refused
		:: answer = in_doubt /* nothing was done, or only later */
#endif
		fi }
}

inline serve_late(r) { /* a request that nobody waits for any more */
	atomic { waiting && late[r] > 0 && arrives(r) -> late[r]--;
		if
		:: place(r); new_id = NONE
#ifndef ACTS
		:: true
#endif
		fi }
}

/* How an order moves on whose id is a row's makes no difference, as long as the ledger does not forget it. */
#ifdef PUT_BACK
#define matters(i) true
#else
#define matters(i) (unexplained(bit(i)) != 0)
#endif

inline list(i) {
	atomic { waiting && has(unlisted, i) && matters(i) ->
		unlisted = unlisted & ~bit(i); accepting = accepting | bit(i) }
}

inline complete(i) {
	atomic { waiting && has(accepting, i) && matters(i) ->
		accepting = accepting & ~bit(i); completed = completed | bit(i) }
}

proctype Carrier() {
end: do
	:: serve() :: serve_late(0) :: serve_late(1) :: serve_late(2)
	:: list(0) :: list(1) :: list(2) :: list(3) :: list(4) :: list(5) :: list(FOREIGN_ID)
#ifdef FULL
	:: complete(0) :: complete(1) :: complete(2) :: change_limit()
#endif
	od
}

proctype Foreigner() {
#if defined(WORLD_FOREIGN)
end: atomic { waiting ->
		if :: unlisted = unlisted | bit(FOREIGN_ID) :: accepting = accepting | bit(FOREIGN_ID) fi }
#elif defined(WORLD_LISTED_LATE)
end: atomic { !up && !finished && !some(may_have_acted) -> unlisted = unlisted | bit(FOREIGN_ID) }
#elif defined(FOREIGN)
end: atomic { !up && !finished && !some(may_have_acted) -> accepting = accepting | bit(FOREIGN_ID) }
#else
	skip
#endif
}

#ifdef CALM
#define may_be_resent(r) ((placed & ids_of(r)) == 0 && late[r] == 0)
#else
#define may_be_resent(r) true /* a person may be mistaken */
#endif
#define is_listed(i) ((accepting | completed) & unexplained(bit(i)))

inline name(i, r) { is_listed(i) != 0 -> id[r] = i; state[r] = tracking; unmark(r); adopted[r] = false }

inline decide(r) {
	atomic { !up && !finished && decisions > 0 && state[r] == unknown;
		if
		:: name(r, r) /* --order, the right one */
		:: name(3 + r, r)
		:: may_be_resent(r) -> state[r] = pending; resent[r] = mark[r]; /* --resend */
#ifdef HOLE_RESEND_UNMARKS
			mark[r] = false
#endif
		:: state[r] = abandoned; /* --abandon */
#ifdef HOLE_ABANDON_UNMARKS
			mark[r] = false
#endif
		fi;
		decisions-- }
}

proctype Person() { end: do :: decide(0) :: decide(1) :: decide(2) od }

proctype Power() { end: do :: atomic { up && !crash && crashes > 0 -> crashes--; crash = true } od }
