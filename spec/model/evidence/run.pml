/* run.pml: a run of a job: the lane that sends, and the lists that are read beside it. */

inline end_listing() { listing = false; counts = false; was_read = false; serves = 0; shown = 0; news = 0 }

inline forget() { /* what dies with the process */
	up = false; waiting = true; crash = false; starting = false; halted = false;
	if :: in_flight -> late[awaiting]++; date_leave(awaiting) :: else fi;
	awaiting = NONE; in_flight = false; answer = silence; answer_id = NONE;
	watched = 0; looks = 0; once = 0; served = 0;
	end_listing()
#ifdef HOLE_FORGETS_LISTED
	; ever = 0; before[0] = 0; before[1] = 0; before[2] = 0
#endif
}


#ifdef BESIDE
#define may_list true
#else
#define may_list (looks > 0)
#endif

#ifdef ACTS
#define is_missing(r) (has(serves, r) && has(served, r) && (late[r] > 0 || (unlisted & ids_of(r)) != 0))
#else
#define is_missing(r) false
#endif

/* A listing that began before the lane asked for one does not count for it. */
proctype Lister() {
end: do
	:: atomic { up && !crash && !listing && may_list -> listing = true; counts = looks > 0; serves = watched }
	:: atomic { up && !crash && listing && !was_read && !some(is_missing) -> was_read = true; read_lists();
#ifdef HOLE_JUDGED_WHEN_READ
			shown = unexplained(shown)
#endif
			}
	:: atomic { up && !crash && was_read ->
			judge();
			if :: counts && looks > 0 -> looks-- :: else fi;
			end_listing() }
	od
}

inline look(times, is_start) {
	atomic { looks = times; starting = is_start; waiting = true };
	atomic { looks == 0 -> waiting = false }
}

/* Row r's request may have been acted on: the lane pauses for two listings, and goes on. */
inline settle(is_taken_up) {
	atomic { mark[r] = true; watched = watched | bit(r); date_end(r) };
#ifdef LISTED_WITHIN
	await_bound(is_taken_up);
	look(LOOKS, false)
#else
	look(2, false)
#endif
	;
	atomic {
		if
		:: state[r] != submitting /* adopted */
#ifdef LISTED_WITHIN
		:: state[r] == submitting && is_proved_absent(r) -> be_not_listed()
		:: state[r] == submitting && !is_proved_absent(r) -> state[r] = unknown; not_calm()
#else
		:: else -> state[r] = unknown
#endif
		fi }
}

/* A marked row is sent again on a person's word, and only directly after a look. */
inline look_again() {
#ifdef HOLE_NO_LOOK
	skip
#else
	look(1, false);
	if :: (once & could_own(r)) != 0 || !is_whole -> state[r] = unknown :: else fi
#endif
}

inline submit() {
	atomic { /* on the disk before the request leaves: see lane.pml */
		if :: !has(sent, r) -> before[r] = ever; keep_whole(r); date_send(r) :: else fi;
		sent = sent | bit(r); count_attempt(r);
		state[r] = submitting; watched = watched & ~bit(r); awaiting = r; in_flight = true;
		waiting = true };
	atomic { /* an answer, or the end of patience */
		waiting = false;
		got = (answer == silence -> in_doubt : answer);
		if :: in_flight -> late[r]++; date_leave(r) :: else fi;
		if
		:: got == accepted -> state[r] = tracking; id[r] = answer_id; unmark(r)
#ifdef HOLE_REFUSED_ENDS
		:: got == refused -> state[r] = ended
#else
		:: got == refused -> state[r] = (mark[r] -> unknown : ended) /* the attempt before may have been acted on */
#endif
		:: got == in_doubt -> mark[r] = true
		fi;
		awaiting = NONE; in_flight = false; answer = silence; answer_id = NONE };
	if :: got == in_doubt -> got = silence; settle(false) :: else -> got = silence fi
}

#define to_settle(o) (is_submitting(o) && job_of(o) == job)
#define to_send(o) (state[o] == pending && job_of(o) == job)
#define may_send (some(to_send) && !halted)
#define to_follow(o) (state[o] == tracking && job_of(o) == job)
#define is_left(o) (is_open(o) && job_of(o) == job)
#define awaits_answer(o) (state[o] == unknown && decisions > 0)
#define is_open_0(o) (is_open(o) && job_of(o) == 0)
#define is_open_1(o) (is_open(o) && job_of(o) == 1)

proctype Lane() {
	byte r;
	mtype:answer got = silence;
	do
	:: atomic { !some(is_open) && !some(awaits_answer) -> finished = true; break }
	:: atomic { is_refused -> finished = true; break } /* the lock file knows of a newer event */
	:: atomic { some(is_open) && !is_refused -> up = true; waiting = false;
		if :: some(is_open_0) -> job = 0 :: some(is_open_1) -> job = 1 fi };
	{
		do :: atomic { some(to_settle) -> r = first(to_settle) }; settle(true) :: else -> break od;
#ifndef HOLE_NO_START_LISTING
		if :: some(to_send) -> look(1, true) :: else fi;
#endif
		do
		:: atomic { may_send -> r = first(to_send);
			/* a person's word holds for an order that was not listed before the row is looked for and sent again */
			excused[r] = excused[r] || resent[r] && (placed & ~unlisted & ids_of(r)) == 0 };
			if :: mark[r] -> look_again() :: else fi;
			if :: state[r] == pending && !halted -> submit() :: else fi
		:: atomic { !may_send && some(to_follow) -> r = first(to_follow); waiting = true };
			/* the carrier's word on an id that the ledger holds; the lists are read meanwhile */
			atomic { waiting = false; if :: state[r] == tracking -> state[r] = ended :: else fi }
		:: atomic { !may_send && !some(to_follow) ->
			property(2, halted || !some(is_left)); /* a run leaves no row of its job open, or says why */
			if :: some(is_left) -> finished = true :: else fi;
			r = 0; forget(); break }
		od;
		if :: finished -> break :: else fi
	} unless { atomic { crash -> r = 0; got = silence; forget() } }
	od
}
