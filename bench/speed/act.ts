// npm run -s bench -- act [--json] [--customers 1000000]
//
// What acting on customers costs, over the engines and at the product's own rights. Each figure stands in a file of its own and is there once it is measured:
//   matchSeconds, matchRssMb   matching customers with 50 strategies (bench/speed/act-matching.ts)
//   triggerP99Ms, duplicates, forgotten   from an event to its mail with 50 triggers and 20 journeys live (bench/speed/act-triggers.ts)
import { parseArgs } from 'node:util'
import { systemClock } from '#kernel/clock.ts'
import type { House } from '../../src/main/house.ts'
import { openWholeHouse } from '../../tests/support/whole-house.ts'
import { measureMatching } from './act-matching.ts'
import { measureTriggers } from './act-triggers.ts'

interface ActSize {
  readonly customers: number
}

/** What is measured, each in a house of its own: a measurement says its figures by their names. */
const MEASUREMENTS: readonly ((house: House, size: ActSize) => Promise<Readonly<Record<string, number>>>)[] = [
  async (house, { customers }) => {
    const { matchSeconds, matchRssMb } = await measureMatching(house, customers)
    return { matchSeconds, matchRssMb }
  },
]

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, customers: { type: 'string', default: '1000000' } },
})
const figures: Record<string, number> = {}
for (const measure of MEASUREMENTS) {
  const shop = await openWholeHouse({ clock: systemClock })
  try {
    Object.assign(figures, await measure(shop.house, { customers: Number(values.customers) }))
  } finally {
    await shop.stop()
  }
}
const { triggerP99Ms, duplicates, forgotten } = await measureTriggers()
Object.assign(figures, { triggerP99Ms, duplicates, forgotten })
const rounded = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Math.round(value * 10) / 10]))
process.stdout.write(
  values.json
    ? `${JSON.stringify(rounded)}\n`
    : `${Object.entries(rounded)
        .map(([name, value]) => `${name} ${value}`)
        .join('\n')}\n`,
)
