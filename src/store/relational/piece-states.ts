/** Of a send s with a piece u: it left, and nobody knows that it failed. */
export const WAS_SENT = "s.state IN ('handed', 'accepted', 'delivered', 'uncertain')"
/** It arrived, or was accepted by a provider that has said nothing else, or somebody clicked. */
export const WAS_DELIVERED = "(s.state IN ('accepted', 'delivered') OR u.clicked_at IS NOT NULL)"
/** The customer has it or may get it: it is not offered again. */
export const IS_HAD = "s.state NOT IN ('suppressed', 'failed')"
