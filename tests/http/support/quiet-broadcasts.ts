import { NO_SENDS } from '#act/campaigns/day-sends.ts'
import { DEFAULT_APPROVAL_RULE } from '#act/approvals/approval-rule.ts'
import { DEFAULT_RULES } from '#act/policy/contact-rules.ts'
import type { AppParts } from '#http/app.ts'
import type { WorkParts } from '../../../src/main/job-work.ts'
import { AppError } from '#kernel/app-error.ts'

/** Broadcasts and contact rules that have nothing to say: enough to ask every route. */
export function quietBroadcasts(): Pick<
  AppParts,
  'contactRules' | 'contentVersions' | 'journeys' | 'campaigns' | 'campaignCalendar' | 'approvals' | 'strategyGate' | 'broadcastSeries'
> & {
  readonly broadcasts: AppParts['broadcasts'] & WorkParts['broadcasts']
} {
  const absent = () => Promise.reject(new Error('not in this test'))
  const missing = () => Promise.reject(new AppError('not-found', 'not-in-this-test', 'There is none.'))
  const empty = <T>(): Promise<T[]> => Promise.resolve([])
  return {
    contactRules: {
      current: () => Promise.resolve({ rules: DEFAULT_RULES, version: 0, savedAt: null, savedBy: null }),
      save: absent,
      groups: empty,
      start: absent,
      end: absent,
      power: absent,
      invalidZones: () => Promise.resolve({ customers: 0, kinds: 0, values: [] }),
    },
    broadcasts: {
      list: () => Promise.resolve({ items: [], nextCursor: null }),
      one: missing,
      counts: empty,
      reactions: empty,
      unready: () => Promise.resolve(new Map()),
      variants: empty,
      sentByVariant: () => Promise.resolve(new Map()),
      senders: () => Promise.resolve([]),
      create: absent,
      save: missing,
      duplicate: missing,
      remove: missing,
      preview: missing,
      asks: empty,
      start: missing,
      undo: missing,
      pause: missing,
      stop: missing,
      why: missing,
      approval: () => Promise.resolve(null),
      wouldWait: () => Promise.resolve(false),
    },
    broadcastSeries: {
      next: empty,
      occurrences: () => Promise.resolve({ items: [], nextCursor: null }),
      skipNext: missing,
    },
    approvals: {
      list: () => Promise.resolve({ items: [], nextCursor: null }),
      one: missing,
      decide: missing,
      hindrance: () => Promise.resolve(null),
      deciders: empty,
      takeBack: missing,
      rule: () => Promise.resolve({ rule: DEFAULT_APPROVAL_RULE, isDefault: true, approvers: 1, holds: false }),
      saveRule: absent,
    },
    strategyGate: { save: absent, goBack: absent, setState: absent, approvals: () => Promise.resolve(new Map()) },
    journeys: {
      list: () => Promise.resolve({ items: [], nextCursor: null }),
      one: missing,
      versions: missing,
      check: empty,
      create: absent,
      save: missing,
      clone: missing,
      remove: missing,
      publish: missing,
      approval: missing,
      said: () => Promise.resolve(null),
      awaiting: () => Promise.resolve(new Set()),
      pause: missing,
      end: missing,
      board: missing,
      enrolments: missing,
      customer: missing,
      stopAll: () => Promise.resolve(0),
      today: () => Promise.resolve(new Map()),
      runsOf: empty,
    },
    campaigns: {
      board: () =>
        Promise.resolve({
          at: new Date(0),
          total: { ...NO_SENDS, entered: 0, inside: 0 },
          journeys: [],
          broadcasts: [],
          strategies: [],
          stopped: [],
        }),
      stop: () => Promise.resolve({ journeys: 0, broadcasts: 0 }),
    },
    campaignCalendar: { days: empty },
    contentVersions: { version: () => Promise.resolve(null) },
  }
}
