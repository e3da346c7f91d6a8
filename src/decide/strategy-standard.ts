import type { Money } from '#kernel/money.ts'
import { DEFAULT_HOLDOUT } from './strategy.ts'
import type { StrategyDefinition } from './strategy.ts'

export interface LibraryStrategy {
  readonly id: string
  readonly definition: StrategyDefinition
  /** Starts active; the others start as drafts, because they need a decision first (a CRM address, another industry). */
  readonly active: boolean
}

/** Cost of one contact from its price in yuan. */
export type Cost = (yuan: number) => Money

export const COST_OF_EMAIL = 0.05
export const COST_OF_CALL = 8
export const COST_OF_WEBHOOK = 0

/** What the built-in strategies share. The cooldown covers the window, so that no later run blurs the effect of an earlier one. */
export const STANDARD = { holdout: DEFAULT_HOLDOUT, budget: null, cooldownDays: 60, windowDays: 60, slaHours: 48 } as const

export const NO_OFFER = { kind: 'none', discount: 0, validDays: 0, label: { zh: '无优惠', en: 'No offer' } } as const
