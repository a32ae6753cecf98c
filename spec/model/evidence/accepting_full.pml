/* accepting_full.pml: the list of accepting orders may be at its limit too, and then hides any of them. Listings serve for
 * adoption where that before the row's first send hid nothing, and else for nothing. */

bool whole_before[3]; /* in the ledger: was it whole before the row was first sent? */
bool hides, once_hid; /* was the list at its limit, in the listing under way and in the one before? */

inline read_lists() {
	if
	:: shown = accepting | completed
	:: hides = true; shown = accepting & bit(FOREIGN_ID)
	:: hides = true; shown = accepting & ~bit(FOREIGN_ID)
	fi
}

inline keep_listing() { once_hid = hides; hides = false }

#define keep_whole(r) whole_before[r] = !once_hid
#define is_whole (!once_hid)
#ifdef HOLE_LIMIT_ADOPTS
#define serve_of(r) 127
#else
#define serve_of(r) (whole_before[r] -> 127 : 0)
#endif
#define serves_now(r) serve_of(r)
#define served_once(r) serve_of(r)
