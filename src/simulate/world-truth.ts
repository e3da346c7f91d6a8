import type { Calendar } from './calendar.ts'
import type { LeavingCause, Life } from './life.ts'
import type { Person, SharedIdentifier } from './person.ts'
import { RESPONSE_TABLE } from './response.ts'

/** Two member numbers of one person, and the value that links them. */
export interface IdentityPair {
  readonly main: string
  readonly second: string
  readonly sharedBy: SharedIdentifier
}

/** State of a person at T0. */
export interface LeavingState {
  readonly memberNumber: string
  readonly state: 'staying' | 'fading' | 'left'
  readonly cause: LeavingCause | null
  /** Days from T0; null for those who never leave within the world. */
  readonly churnDay: number | null
}

export interface WorldTruth {
  readonly people: number
  readonly registrations: number
  readonly identityPairs: readonly IdentityPair[]
  readonly states: readonly LeavingState[]
  /** People with an order in the 180 days before T0, and the share of them without one in the answer period without any contact. */
  readonly active: number
  readonly noOrderRate: number
  readonly responseTable: typeof RESPONSE_TABLE
}

const ACTIVE_DAYS = 180

export function worldTruth(calendar: Calendar, lives: Iterable<{ readonly person: Person; readonly life: Life }>): WorldTruth {
  const identityPairs: IdentityPair[] = []
  const states: LeavingState[] = []
  let people = 0
  let registrations = 0
  let active = 0
  let gone = 0
  for (const { person, life } of lives) {
    people += 1
    registrations += person.accounts.length
    const second = person.accounts[1]
    if (second !== undefined && person.sharedBy !== null) {
      identityPairs.push({ main: person.accounts[0].memberNumber, second: second.memberNumber, sharedBy: person.sharedBy })
    }
    const leaving = life.leaving
    states.push({
      memberNumber: person.accounts[0].memberNumber,
      state: leaving === null || leaving.declineDay > 0 ? 'staying' : leaving.churnDay > 0 ? 'fading' : 'left',
      cause: leaving?.cause ?? null,
      churnDay: leaving?.churnDay ?? null,
    })
    if (!life.purchases.some((purchase) => purchase.day < 0 && purchase.day >= -ACTIVE_DAYS)) continue
    active += 1
    if (!life.purchases.some((purchase) => purchase.at >= calendar.end.getTime())) gone += 1
  }
  return {
    people,
    registrations,
    identityPairs,
    states,
    active,
    noOrderRate: active === 0 ? 0 : gone / active,
    responseTable: RESPONSE_TABLE,
  }
}
