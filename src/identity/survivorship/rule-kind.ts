/**
 * Which of several values of a fact counts. `newest` and `oldest` by the time of what was said; `sources`: what the first source of the order says that says
 * anything, the newest of it; `frequent`: what was said most often.
 */
export const RULE_KINDS = ['newest', 'oldest', 'sources', 'frequent'] as const
export type RuleKind = (typeof RULE_KINDS)[number]
