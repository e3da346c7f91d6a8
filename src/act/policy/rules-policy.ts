import { assignArm } from '#decide/assign-arm.ts'
import { MINUTE_MS } from '#kernel/clock.ts'
import type { ContactPolicy } from '../contact-policy.ts'
import type { LeftByCondition } from '../journeys/journey-exits.ts'
import type { ClaimedSend } from '../send-store.ts'
import type { ContactRules } from './contact-rules.ts'
import type { CustomerZones } from './customer-moment.ts'
import { judgeContact } from './judge-contact.ts'
import type { ContactVerdict, EarlierContact } from './judge-contact.ts'

/** What the policy has to know of a send that is about to leave. */
export interface SendFacts {
  /** As stored; may be no zone. */
  readonly timeZone: string
  /** ISO 3166, of the customer. */
  readonly country: string
  /** Without the send itself. */
  readonly earlier: readonly EarlierContact[]
  /** Another offer comes first: on its way with a higher priority, or with the same and planned before. */
  readonly otherOffer: boolean
  /** Of a broadcast: what became of it since it was planned. */
  readonly broadcast: { readonly holdout: number; readonly isPaused: boolean; readonly isStopped: boolean } | null
  /** Of a journey: what became of it and of the run. Absent: it is of none, or nothing is known of it. */
  readonly journey?: { readonly isPaused: boolean; readonly hasEnded: boolean; readonly hasLeft: boolean; readonly isHeldOut: boolean }
}

export interface SendFactReader {
  /** One for each send, in their order. */
  read(sends: readonly ClaimedSend[], now: Date): Promise<readonly SendFacts[]>
}

/** So long one that was claimed just as its broadcast was paused waits for another look. */
const PAUSE_MS = 5 * MINUTE_MS

/** The contact rules of the project as the sender asks for them. Who is held out of everything is part of whether a customer may be contacted (`contactBlock`). */
export function createRulesPolicy(parts: {
  readonly facts: SendFactReader
  readonly rules: () => Promise<ContactRules>
  readonly zones: CustomerZones
  /** Absent: no journey has a condition that takes customers out. */
  readonly leftByCondition?: LeftByCondition
}): ContactPolicy {
  const { facts, rules, zones, leftByCondition } = parts
  return {
    async check(sends, now) {
      if (sends.length === 0) return []
      const [found, current, left] = await Promise.all([facts.read(sends, now), rules(), leftByCondition?.(sends) ?? new Set<string>()])
      return sends.map((send, i) => {
        const fact = found[i]
        if (fact === undefined) throw new Error('facts are missing of a send')
        if (left.has(send.sendKey)) return { kind: 'never', reason: 'journey_left' }
        return ofBroadcast(send, fact, now) ?? ofJourney(send, fact, now) ?? verdictOf(send, fact, current, zones, now)
      })
    },
  }
}

/** The arm is worked out once more from scratch: whatever went wrong before, a held-out customer is not contacted. */
function ofBroadcast({ runId, source, customerId, purpose }: ClaimedSend, { broadcast }: SendFacts, now: Date): ContactVerdict | null {
  if (source.kind !== 'broadcast') return null
  if (broadcast === null || broadcast.isStopped) return { kind: 'never', reason: 'stopped' }
  if (broadcast.isPaused) return { kind: 'later', at: new Date(now.getTime() + PAUSE_MS), reason: 'paused' }
  const isHeldOut = purpose === 'marketing' && assignArm(runId, source.id, customerId, broadcast.holdout) === 'control'
  return isHeldOut ? { kind: 'never', reason: 'held_out' } : null
}

/** Whoever left a journey, or is in its control group, gets nothing of it, whatever was planned. */
function ofJourney({ source }: ClaimedSend, { journey }: SendFacts, now: Date): ContactVerdict | null {
  if (source.kind !== 'journey') return null
  if (journey === undefined || journey.hasEnded) return { kind: 'never', reason: 'journey_ended' }
  if (journey.hasLeft) return { kind: 'never', reason: 'journey_left' }
  if (journey.isHeldOut) return { kind: 'never', reason: 'held_out' }
  return journey.isPaused ? { kind: 'later', at: new Date(now.getTime() + PAUSE_MS), reason: 'paused' } : null
}

function verdictOf(send: ClaimedSend, fact: SendFacts, rules: ContactRules, zones: CustomerZones, now: Date): ContactVerdict {
  const { channel, purpose, expiresAt } = send
  const { timeZone, isInvalid } = zones.zoneOf(fact.timeZone)
  return judgeContact(
    {
      channel,
      purpose,
      country: fact.country,
      earlier: fact.earlier,
      isZoneInvalid: isInvalid,
      heldOut: null,
      otherOffer: fact.otherOffer,
      ahead: { channel: 0, all: 0 },
      expiresAt,
    },
    rules,
    zones.moment(timeZone, now),
  )
}
