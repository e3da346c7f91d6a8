/** Days that a warm-up may have. */
export const LONGEST_WARM_UP = 60
