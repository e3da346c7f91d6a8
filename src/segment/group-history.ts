import type { LifecycleTier } from './lifecycle-tiers.ts'
import { LIFECYCLE_TIERS } from './lifecycle-tiers.ts'
import { VALUE_CLASSES } from './value-classes.ts'

/** The two ways in which every customer is grouped at each run of profiles. */
export const GROUP_SCHEMES = ['lifecycle', 'value'] as const
export type GroupScheme = (typeof GROUP_SCHEMES)[number]

/** In no group then: not yet a customer, or by value without an order. */
export const NO_GROUP = 'none'

export const GROUPS_OF: Readonly<Record<GroupScheme, readonly string[]>> = { lifecycle: LIFECYCLE_TIERS, value: VALUE_CLASSES }

/** A month, a scheme and a group of it: `lifecycle:2026-03:dormant`. */
export interface GroupThen {
  readonly scheme: GroupScheme
  readonly month: string
  readonly group: string
}

export const MONTH = /^(?:19|20)\d{2}-(?:0[1-9]|1[0-2])$/

/** Reads `scheme:month:group`; null when it is none. */
export function readGroupThen(text: string): GroupThen | null {
  const [name, month = '', group = '', ...more] = text.split(':')
  const scheme = GROUP_SCHEMES.find((each) => each === name)
  if (scheme === undefined || more.length > 0 || !MONTH.test(month)) return null
  return group === NO_GROUP || GROUPS_OF[scheme].includes(group) ? { scheme, month, group } : null
}

/** A month of the history: the last run of profiles in it. */
export interface HistoryMonth {
  readonly month: string
  readonly asOf: string
  /** False: the month is not over, and a later run takes its place. */
  readonly isClosed: boolean
  readonly schemeVersion: number
  readonly mode: 'fixed' | 'fitted'
  readonly customers: number
  readonly tiers: readonly { readonly tier: LifecycleTier; readonly customers: number; readonly share: number; readonly target: number }[]
  readonly classes: readonly { readonly valueClass: (typeof VALUE_CLASSES)[number]; readonly customers: number; readonly share: number }[]
}
