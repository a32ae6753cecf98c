/* accepting_full.pml: the list of accepting orders may be at its limit too, and then hides any of them: such a listing
 * serves for nothing. */

bool hides, once_hid; /* was the list at its limit, in the listing under way and in the one before? */

inline read_lists() {
	if
	:: shown = accepting | completed
	:: hides = true; shown = accepting & bit(FOREIGN_ID)
	:: hides = true; shown = accepting & ~bit(FOREIGN_ID)
	fi
}

inline keep_listing() { once_hid = hides; hides = false }

#define keep_whole(r) skip
#define is_whole (!once_hid)
#ifdef HOLE_LIMIT_ADOPTS
#define serves_now(r) 127
#define served_once(r) 127
#else
#define serves_now(r) (hides -> 0 : 127)
#define served_once(r) (once_hid -> 0 : 127)
#endif
