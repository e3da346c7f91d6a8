import type { BilingualText } from '#kernel/bilingual-text.ts'

/**
 * holiday: most people do not work. workday: worked although it is a weekend or holiday, such as a day that is moved for a long holiday. event: a day of
 * the company's own that sells otherwise than usual, such as a promotion.
 */
export const DAY_KINDS = ['holiday', 'workday', 'event'] as const
export type DayKind = (typeof DAY_KINDS)[number]

/** announced: as the government decided it. rule: worked out from the rule of the holiday, so that a government may still move it. own: entered here. */
export type DayBasis = 'announced' | 'rule' | 'own'

/** A day that is not like other days. */
export interface NotedDay {
  /** Local, YYYY-MM-DD. */
  readonly day: string
  readonly name: BilingualText
  readonly kind: DayKind
  readonly basis: DayBasis
}
