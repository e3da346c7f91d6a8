/** How much the rules of tasks may hold. */
export const MOST_OWNER_RULES = 100
export const MOST_OUTCOMES = 50
export const LONGEST_ESCALATION_MINUTES = 30 * 24 * 60
