import { DAY_MS } from '#kernel/clock.ts'
import { conditionOf, dueSlots } from '../journey-slots.ts'
import type { Slot } from '../journey-slots.ts'
import type { JourneyEntry } from '../journey.ts'

interface PastTime {
  readonly from: Date
  readonly until: Date
  /** YYYY-MM-DD of now, which anniversaries are counted from. */
  readonly today: string
  /** Of the project. */
  readonly timeZone: string
  /** Zones that customers have. */
  readonly zones: readonly string[]
}

/** The slots at which an entry would have looked for customers, had it gone live when the time began. In the order of time. */
export function pastSlots(entry: JourneyEntry, { from, until, today, timeZone, zones }: PastTime): readonly Slot[] {
  const found = new Map<string, Slot>()
  const since = new Date(from.getTime() - 1)
  for (let at = from.getTime(); ; at += DAY_MS) {
    const now = new Date(Math.min(at, until.getTime()))
    for (const slot of dueSlots(entry, { now, since, timeZone, zones })) {
      if (found.has(slot.key)) continue
      // The conditions are asked today.
      const condition = entry.kind === 'date' ? conditionOf(entry, slot.key.slice(0, 10), today) : slot.condition
      found.set(slot.key, { ...slot, condition, dueAt: slot.dueAt < from ? from : slot.dueAt })
    }
    if (now.getTime() === until.getTime()) break
  }
  return [...found.values()].toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime())
}
