import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { Condition } from '../conditions/condition.ts'

/** What conditions call the completeness of a portrait by: a share from 0 to 1. */
export const COMPLETENESS_FIELD = 'profile.completeness'

/** A portrait is held to be complete from this share of the required points on (K6). */
export const COMPLETENESS_TARGET = 0.85

/** How a part that is missing can be got: by a questionnaire, at the till or by an agent, at sign-up, by asking for consent, or by waiting for the customer to buy and use. */
export const PORTRAIT_WAYS = ['questionnaire', 'checkout', 'sign-up', 'consent', 'behaviour'] as const
export type PortraitWay = (typeof PORTRAIT_WAYS)[number]

/** Something that a portrait must have. It is there when its condition holds. */
export interface PortraitPart {
  /** Stable: a to z, digits and _. */
  readonly name: string
  readonly label: BilingualText
  /** Points, 1 to 100. */
  readonly weight: number
  readonly way: PortraitWay
  readonly condition: Condition
}

/** A part as somebody sends it: its condition in the text form. */
export type GivenPart = Omit<PortraitPart, 'condition'> & { readonly where: string }

/** Completeness of one customer: the points of what is there, of all points. 0 without any points. */
export function completenessOf(parts: readonly Pick<PortraitPart, 'weight'>[], isThere: readonly boolean[]): number {
  const all = parts.reduce((sum, { weight }) => sum + weight, 0)
  return all === 0 ? 0 : parts.reduce((sum, { weight }, i) => sum + (isThere[i] === true ? weight : 0), 0) / all
}
