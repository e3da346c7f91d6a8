import type { Channel } from '#decide/strategy.ts'
import type { EntryRefusal } from '../enter-journey.ts'

/** More customers than this are tried as a sample by hash. */
export const MOST_CUSTOMERS = 50_000

/** What history does not tell, and how it was judged instead. */
export const DRY_RUN_ASSUMPTIONS = [
  /** Everything counts when it happened, also what was imported since. */
  'as_it_happened',
  /** Nobody was inside or had entered before the first day. */
  'nobody_inside',
  /** Consent, addresses, suppressions, contact rules and accounts are those of today. */
  'contact_today',
  /** What else waits for the customer at a moment takes no place of the caps before it. */
  'others_waiting',
  /** Who may enter is asked as of today. */
  'audience_today',
  'branches_today',
  'exit_today',
  /** What a step writes is not seen by the conditions of later ones. */
  'writes_unseen',
  'dates_today',
  /** Moves in segments, tags and tiers as far as they are kept. */
  'kept_moves',
  'hours_today',
  /** The live version sent messages meanwhile, which count against the caps. */
  'live_meanwhile',
  /** Figures are those of a sample, times its factor. */
  'sampled',
  /** There was more than is read: events of a customer, or changes of products. */
  'not_all_read',
] as const
export type DryRunAssumption = (typeof DRY_RUN_ASSUMPTIONS)[number]

export interface DryRunStep {
  readonly stepId: string
  /** Runs that came to it. */
  readonly came: number
  /** Runs that were at it at the end. */
  readonly waiting: number
  /** By the way that was taken. */
  readonly outcomes: Readonly<Record<string, number>>
}

export interface DryRunDay {
  /** YYYY-MM-DD of the project. */
  readonly day: string
  readonly entered: number
  readonly sends: number
}

export interface DryRunOverlap {
  readonly kind: 'journey' | 'broadcast'
  readonly id: string
  readonly name: string
  readonly customers: number
}

/** What a journey would have done in days that are over. Clearly no effect: nobody got anything, and who ordered would have ordered. */
export interface DryRun {
  readonly version: number
  readonly days: number
  readonly from: Date
  readonly until: Date
  readonly at: Date
  /** Whom something could let in, how many of them were tried, and the factor that the figures were raised by: 1 where it was all. */
  readonly customers: { readonly all: number; readonly tried: number; readonly factor: number }
  /** Runs; and customers who entered at least once. */
  readonly entered: number
  readonly enteredCustomers: number
  readonly treated: number
  readonly heldOut: number
  readonly refused: Readonly<Partial<Record<EntryRefusal, number>>>
  readonly inside: number
  /** Runs outside the control group by why they ended. */
  readonly ended: Readonly<Record<string, number>>
  /** Runs that reached the goal within the time, of both arms. */
  readonly goals: number
  readonly steps: readonly DryRunStep[]
  readonly sends: Readonly<Partial<Record<Channel, number>>>
  /** Messages that would not have left, by reason. */
  readonly unsent: Readonly<Record<string, number>>
  /** Messages that would have waited before they left or did not, by reason. */
  readonly waited: Readonly<Record<string, number>>
  /** Messages that were still waiting at the end. */
  readonly open: number
  /** `unknown`: messages whose cost nobody said. */
  readonly cost: { readonly minor: number; readonly unknown: number }
  /** Orders after the entry, within the window and the days, of all who would have entered. */
  readonly orders: { readonly customers: number; readonly orders: number; readonly amountMinor: number }
  readonly overlaps: readonly DryRunOverlap[]
  readonly byDay: readonly DryRunDay[]
  readonly assumptions: readonly DryRunAssumption[]
}
