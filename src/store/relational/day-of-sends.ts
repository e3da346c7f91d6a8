/**
 * What is read of a source for today: messages planned since so long before midnight. Those of broadcasts and journeys are worth sending for 30 days at most, so that none
 * of them is missed; of strategies, one that somebody lets go after two months is.
 */
export const OLDEST_OPEN = "interval '62 days'"
