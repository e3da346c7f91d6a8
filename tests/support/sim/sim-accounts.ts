import { messageKey } from '#collect/tracking/steps/dedupe-step.ts'
import type { StoredEvent } from '#collect/tracking/tracked-event.ts'
import type { SimAnalytical } from './sim-analytical.ts'
import type { HeldRow, SimTables } from './sim-tables.ts'
import { type MadeMessage, type SimShop, SOURCES } from './sim-shop.ts'

export interface Books {
  readonly shop: SimShop
  /** Messages that were answered with 200. */
  readonly acknowledged: ReadonlySet<MadeMessage>
  readonly tables: SimTables
  readonly analytical: SimAnalytical
}

/** What of the intake does not add up, once everything is quiet: one line for each fault, none where all is well. */
export function intakeFaults({ shop, acknowledged, tables, analytical }: Books): string[] {
  const faults: string[] = []
  const events = analytical.events()
  const byKey = Map.groupBy(events, messageKey)
  const held = [...tables.held.values()]
  const keyOf = ({ source, id }: MadeMessage): string => messageKey({ sourceId: source, messageId: id })
  const madeByMark = new Map(shop.made.map((one) => [one.mark, one]))

  if (tables.inbox.size > 0) faults.push(`${tables.inbox.size} requests still wait`)
  for (const [key, copies] of byKey) if (copies.length > 1) faults.push(`${key} is stored ${copies.length} times`)
  for (const event of events) {
    const made = madeByMark.get(markOf(event))
    if (made === undefined || keyOf(made) !== messageKey(event)) faults.push(`${messageKey(event)} is stored and nobody sent it so`)
    else if (made.word === false) faults.push(`${messageKey(event)} is stored though it says no itself`)
    else if (made.isUnwanted) faults.push(`${messageKey(event)} is stored though its person had said no`)
    else if (made.kind === 'broken' || made.kind === 'poison') faults.push(`${messageKey(event)} is stored though nothing can store it`)
  }
  const storedMarks = new Set(events.map(markOf))
  const openMarks = new Map(held.filter(({ state }) => state === 'open').map((row) => [markOfHeld(row), row]))
  for (const row of held) {
    const mark = markOfHeld(row)
    const made = madeByMark.get(mark)
    if (made === undefined) faults.push(`${row.id} is in quarantine and nobody sent it`)
    else if (row.state === 'open' && storedMarks.has(mark)) faults.push(`${keyOf(made)} is stored and in quarantine`)
    else if (made.word === false) faults.push(`${keyOf(made)} is in quarantine though it says no itself`)
    else if (row.state === 'resolved' && row.sourceId !== 'asking' && !byKey.has(keyOf(made)) && !openMarks.has(mark))
      faults.push(`${keyOf(made)} was put back from quarantine and is gone`)
  }
  for (const made of acknowledged) {
    const mayBeDropped = made.source === 'asking'
    if (!byKey.has(keyOf(made)) && !openMarks.has(made.mark) && !mayBeDropped) faults.push(`${keyOf(made)} was acknowledged and is gone`)
  }
  for (const event of events) {
    if (event.order !== null && !analytical.ordersSaid.has(messageKey(event)))
      faults.push(`${messageKey(event)} is stored and its order is not`)
  }
  return [...faults, ...countFaults(tables, events, held), ...signalFaults(tables, byKey)]
}

/** Received = stored + duplicates + quarantined + dropped by consent, and each is what lies there. */
function countFaults(tables: SimTables, events: readonly StoredEvent[], held: readonly HeldRow[]): string[] {
  return SOURCES.flatMap((source): string[] => {
    const sum = { received: 0, stored: 0, duplicates: 0, quarantined: 0, droppedByConsent: 0 }
    for (const count of tables.counts.values()) {
      if (count.sourceId !== source) continue
      for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += count[name]
    }
    const faults: string[] = []
    const must = (what: string, counted: number, there: number): void => {
      if (counted !== there) faults.push(`${source}: ${what} is ${counted}, and should be ${there}`)
    }
    must('received', sum.received, tables.arrived.get(source) ?? 0)
    must('stored', sum.stored, events.filter(({ sourceId }) => sourceId === source).length)
    must('quarantined', sum.quarantined, held.filter(({ sourceId, state }) => sourceId === source && state === 'open').length)
    must('the sum of all verdicts', sum.stored + sum.duplicates + sum.quarantined + sum.droppedByConsent, sum.received)
    if (source !== 'asking') must('dropped by consent', sum.droppedByConsent, 0)
    for (const [name, count] of Object.entries(sum)) if (count < 0) faults.push(`${source}: ${name} is ${count}`)
    return faults
  })
}

/** What is stored was there to be signalled once. */
function signalFaults({ signalled }: SimTables, byKey: ReadonlyMap<string, unknown>): string[] {
  const times = new Map<string, number>()
  for (const key of signalled) times.set(key, (times.get(key) ?? 0) + 1)
  return [...new Set([...times.keys(), ...byKey.keys()])].flatMap((key) => {
    const [told, stored] = [times.get(key) ?? 0, byKey.has(key)]
    return told === (stored ? 1 : 0) ? [] : [`${key} is ${stored ? '' : 'not '}stored and was signalled ${told} times`]
  })
}

function markOf({ properties }: StoredEvent): string {
  return String(properties['mark'])
}

function markOfHeld({ record }: HeldRow): string {
  const { properties, traits } = record as Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>
  return String(properties?.['mark'] ?? traits?.['mark'])
}
