import { DAY_MS } from '#kernel/clock.ts'
import type { FieldValue } from '#segment/conditions/dossier.ts'
import { engineTime } from '#store/analytical/insert.ts'
import type { Making } from './condition-world.ts'

/** A subscription of the world. Times in milliseconds. */
export interface ToldContract {
  readonly plan: string
  readonly seats: number | null
  readonly startedAt: number
  readonly renewsAt: number | null
  readonly endedAt: number | null
  readonly knownAt: number
}

/** Up to two subscriptions. */
export function writeContracts(parts: Making & { readonly now: Date; key: string }): ToldContract[] {
  const { write, some, rng, id, key, now } = parts
  return Array.from({ length: rng.int(3) }, (_, n) => {
    const startedAt = now.getTime() - (20 + rng.int(400)) * DAY_MS - n
    const renewsAt = some([
      null,
      startedAt + 30 * DAY_MS,
      now.getTime() + 10 * DAY_MS,
      now.getTime() - 15 * DAY_MS,
      now.getTime() - 15 * DAY_MS + 1,
    ])
    const endedAt = some([null, null, startedAt + (1 + rng.int(300)) * DAY_MS])
    const told = {
      plan: some(['gold', 'free']),
      seats: some([null, 3]),
      startedAt,
      renewsAt,
      endedAt,
      knownAt: startedAt + some([0, 60 * DAY_MS]),
    }
    const row = {
      subscription_id: `${key}-${n}`,
      origin_id: id,
      owner_id: id,
      plan: told.plan,
      currency: '',
      period: 'month',
      seats: told.seats,
      price: null,
      import_id: '',
    }
    const times = (at: number, known: number) => ({
      said_at: engineTime(at),
      received_at: engineTime(known),
      available_at: engineTime(known),
    })
    const started = { started_at: engineTime(startedAt), renews_at: renewsAt === null ? null : engineTime(renewsAt), ended_at: null }
    write('subscription_facts', { ...row, kind: 'started', ...started, ...times(startedAt, told.knownAt) })
    if (endedAt !== null) {
      write('subscription_facts', {
        ...row,
        plan: '',
        seats: null,
        kind: 'ended',
        started_at: null,
        renews_at: null,
        ended_at: engineTime(endedAt),
        ...times(endedAt, endedAt),
      })
    }
    return told
  })
}

/** What is known of the subscriptions of a customer at an instant. */
export function contractFields(contracts: readonly ToldContract[], at: number): Map<string, FieldValue> {
  const known = new Map<string, FieldValue>()
  const seen = contracts
    .filter(({ startedAt, knownAt }) => startedAt <= at && knownAt <= at)
    .map((one) => ({ ...one, endedAt: one.endedAt !== null && one.endedAt <= at ? one.endedAt : null }))
  if (seen.length === 0) return known
  const runs = seen.filter(({ endedAt, renewsAt }) => endedAt === null && (renewsAt === null || renewsAt + 15 * DAY_MS > at))
  const over = seen.filter((one) => !runs.includes(one))
  known.set('contract.running', runs.length).set('contract.started_at', Math.min(...seen.map(({ startedAt }) => startedAt)))
  const [oldest] = runs.toSorted((a, b) => a.startedAt - b.startedAt)
  if (oldest !== undefined) known.set('contract.plan', oldest.plan)
  const renewals = runs.map(({ renewsAt }) => renewsAt).filter((one) => one !== null)
  if (renewals.length > 0) known.set('contract.renews_at', Math.min(...renewals))
  const ends = over.map(({ endedAt, renewsAt }) => endedAt ?? renewsAt).filter((one) => one !== null)
  if (ends.length > 0) known.set('contract.ended_at', Math.max(...ends))
  const seats = runs.map((one) => one.seats).filter((one) => one !== null)
  if (seats.length > 0)
    known.set(
      'contract.seats',
      seats.reduce<number>((sum, one) => sum + one, 0),
    )
  return known
}
