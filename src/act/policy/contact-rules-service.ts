import type { AuditLog } from '#access/audit-log.ts'
import { checkControlShare, checkEndReason } from '#decide/control-group.ts'
import type { ControlGroup } from '#decide/control-group.ts'
import { detectableEffect } from '#decide/detectable-effect.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { checkContactRules } from './check-contact-rules.ts'
import { DEFAULT_RULES } from './contact-rules.ts'
import type { ContactRules } from './contact-rules.ts'
import { readCustomerZone } from './customer-zone.ts'

/** Texts of an answer; there may be as many as customers. */
const MOST_ZONES = 20

/** Null for what nobody saved: the rules that the product comes with. */
export interface SavedRules {
  readonly rules: ContactRules
  readonly version: number
  readonly savedAt: Date | null
  readonly savedBy: string | null
}

export interface ContactRuleStore {
  /** Null: nobody saved any. */
  current(): Promise<SavedRules | null>
  /** False when the version is no longer `base`. */
  save(base: number, rules: ContactRules, saved: { readonly at: Date; readonly by: string }): Promise<boolean>
  /** The newest first. */
  groups(): Promise<readonly ControlGroup[]>
  /** False when one is live. */
  start(group: Pick<ControlGroup, 'id' | 'share' | 'startedAt' | 'startedBy'>): Promise<boolean>
  /** False when it is not live. */
  end(id: string, ended: { readonly at: Date; readonly by: string; readonly reason: string }): Promise<boolean>
  /** Time zones as customers have them, with how many have each; those without one are left out. */
  zones(): Promise<readonly { readonly timeZone: string; readonly customers: number }[]>
  /** Customers that messages may go to: neither merged away nor test records. */
  customers(): Promise<number>
}

/** What a control group of a share could show within a month. */
export interface ControlPower {
  readonly share: number
  readonly customers: number
  readonly heldOut: number
  /** Share of the customers who bought within the last 30 days; null: there are no customers. */
  readonly buyingShare: number | null
  /** Smallest difference of the share of buyers, 0-1, that 80 % of such trials would find at 5 %. Null: the groups are too small for any. */
  readonly detectable: number | null
}

interface ServiceParts {
  readonly store: ContactRuleStore
  /** Share of the customers who bought in the 30 days before; null without customers. */
  readonly buyingShare: (now: Date) => Promise<number | null>
  readonly audit: AuditLog
  readonly clock: Clock
}

/** When and how often customers are contacted, and who is contacted by nothing. */
export class ContactRulesService {
  readonly #parts: ServiceParts

  constructor(parts: ServiceParts) {
    this.#parts = parts
  }

  async current(): Promise<SavedRules> {
    return (await this.#parts.store.current()) ?? { rules: DEFAULT_RULES, version: 0, savedAt: null, savedBy: null }
  }

  /** @throws AppError invalid-input `contact-rules-wrong`, conflict `contact-rules-changed` */
  async save(base: number, rules: ContactRules, by: string): Promise<SavedRules> {
    const { store, audit, clock } = this.#parts
    checkContactRules(rules)
    const [before, at] = [await this.current(), clock.now()]
    if (!(await store.save(base, rules, { at, by }))) {
      throw new AppError(
        'conflict',
        'contact-rules-changed',
        'Somebody saved the contact rules meanwhile: load them again and repeat your change.',
      )
    }
    const detail = { version: base + 1, from: before.rules, to: rules }
    await audit.append({ at, actor: by, action: 'contact-rules-saved', target: 'setting:contact-rules', detail })
    return await this.current()
  }

  async groups(): Promise<readonly ControlGroup[]> {
    return await this.#parts.store.groups()
  }

  /** The group that is live; null: nobody is held out of everything. */
  async live(): Promise<ControlGroup | null> {
    return (await this.groups()).find(({ endedAt }) => endedAt === null) ?? null
  }

  /** @throws AppError invalid-input `control-share-wrong`, conflict `control-group-live` */
  async start(share: number, by: string): Promise<ControlGroup> {
    const { store, audit, clock } = this.#parts
    checkControlShare(share)
    const at = clock.now()
    const group = { id: newId(at), share, startedAt: at, startedBy: by }
    if (!(await store.start(group))) {
      throw new AppError(
        'conflict',
        'control-group-live',
        'A global control group is live and its share is locked: end it with a reason first. What was measured against it ends with it.',
      )
    }
    await audit.append({ at, actor: by, action: 'control-group-started', target: `control-group:${group.id}`, detail: { share } })
    return { ...group, endedAt: null, endedBy: null, endReason: '' }
  }

  /** @throws AppError invalid-input `control-reason-needed`, not-found `no-control-group` */
  async end(given: string, by: string): Promise<void> {
    const { store, audit, clock } = this.#parts
    const [reason, live, at] = [checkEndReason(given), await this.live(), clock.now()]
    if (live === null || !(await store.end(live.id, { at, by, reason }))) {
      throw new AppError('not-found', 'no-control-group', 'No global control group is live: there is nothing to end.')
    }
    await audit.append({ at, actor: by, action: 'control-group-ended', target: `control-group:${live.id}`, detail: { reason } })
  }

  /** @throws AppError invalid-input `control-share-wrong` */
  async power(share: number): Promise<ControlPower> {
    checkControlShare(share)
    const { store, buyingShare, clock } = this.#parts
    const [customers, buying] = await Promise.all([store.customers(), buyingShare(clock.now())])
    const heldOut = Math.round(customers * share)
    return {
      share,
      customers,
      heldOut,
      buyingShare: buying,
      detectable: buying === null ? null : detectableEffect(customers - heldOut, heldOut, buying),
    }
  }

  /** Customers whose time zone is none, who get no marketing until somebody mends it: what they have instead, that of most customers first. */
  async invalidZones(): Promise<{
    readonly customers: number
    readonly kinds: number
    readonly values: readonly { readonly value: string; readonly customers: number }[]
  }> {
    const wrong = (await this.#parts.store.zones()).filter(({ timeZone }) => readCustomerZone(timeZone) === null)
    return {
      customers: wrong.reduce((sum, { customers }) => sum + customers, 0),
      kinds: wrong.length,
      values: wrong
        .toSorted((a, b) => b.customers - a.customers || a.timeZone.localeCompare(b.timeZone, 'en'))
        .slice(0, MOST_ZONES)
        .map(({ timeZone, customers }) => ({ value: timeZone.slice(0, 60), customers })),
    }
  }
}
