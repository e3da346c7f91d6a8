import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { IdentityClaim } from '#collect/identity-claim.ts'
import { DEFAULT_BOOK } from './identity-rules.ts'
import { lookUp } from './look-up.ts'
import { lookTogether, partToWrite } from './part-to-write.ts'
import { batchOf, card, device, type Identified, naming, phone, type Stored, storeOf } from '../../tests/support/looked-up-records.ts'

const PHONES = Array.from({ length: 8 }, (_, i) => `1381234800${i}`)
const anna = { customerId: 'anna', identifiers: [card('M1001'), phone('13812348001')] }
const ben = { customerId: 'ben', identifiers: [card('M1002')] }
const cleo = { customerId: 'cleo', identifiers: [card('M1003')] }

async function partOf(claims: readonly IdentityClaim[], stored: readonly Stored[], identified: readonly Identified[] = []) {
  const [store, batch] = [storeOf(stored, identified), batchOf(claims)]
  const whole = await lookUp(store, batch, DEFAULT_BOOK)
  const part = partToWrite(batch, whole, whole.edges)
  return { whole, part, later: await lookUp(store, part.batch, DEFAULT_BOOK) }
}

test('who is known and says nothing new is not looked up again', async () => {
  const { part } = await partOf([naming(card('M1001'), phone('13812348001')), naming(card('M9999')), naming(card('M1002'))], [anna, ben])
  // That Anna's card and telephone belong together is said once more.
  expect(part.groups).toEqual([0, 1])
})

test('what has a value, a device or a customer in common with something new is looked up again', async () => {
  const claims = [
    naming(card('M1001')),
    naming(phone('13812348001'), phone('13812348007')),
    naming(card('M1002')),
    naming(device('kiosk')),
    naming(card('M9999'), device('kiosk')),
    naming(card('M1003')),
  ]
  const { part } = await partOf(claims, [anna, ben, cleo], [{ on: 'kiosk', customerId: 'ben' }])
  expect(part.groups).toEqual([0, 1, 2, 3, 4])
})

const identifiers = fc.uniqueArray(
  fc.oneof(
    fc.constantFrom(...PHONES).map(phone),
    fc.integer({ min: 1_000, max: 1_007 }).map((n) => card(`M${n}`)),
    fc.constantFrom('kiosk', 'tablet', 'browser').map(device),
  ),
  { minLength: 1, maxLength: 3, selector: ({ kind, value }) => `${kind}${value}` },
)
const customers = fc
  .array(fc.uniqueArray(fc.constantFrom(...PHONES), { minLength: 1, maxLength: 2 }), { maxLength: 5 })
  .map((all): Stored[] => {
    const taken = new Set<string>()
    return all.map((values, i) => {
      const own = values.filter((value) => !taken.has(value))
      for (const value of own) taken.add(value)
      const named = own.map((value) => ({ ...phone(value), namedBy: i === 0 ? [] : [`customer-${i - 1}`] }))
      return { customerId: `customer-${i}`, identifiers: [card(`M${1_000 + i}`), ...named] }
    })
  })
const onDevices = fc.array(fc.tuple(fc.constantFrom('kiosk', 'tablet', 'browser'), fc.nat({ max: 4 })), { maxLength: 4 })

test('a look at that part alone comes to the same as one at everything', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(identifiers, { minLength: 1, maxLength: 8 }), customers, onDevices, async (named, stored, on) => {
      const identified = on.flatMap(([name, i]) => (stored[i] === undefined ? [] : [{ on: name, customerId: stored[i].customerId }]))
      const { whole, part, later } = await partOf(
        named.map((all) => naming(...all)),
        stored,
        identified,
      )
      const together = lookTogether(whole, later, part)
      expect([together.plan.owners, together.plan.nobody]).toEqual([whole.plan.owners, whole.plan.nobody])
      expect(together.devices.owners).toEqual(whole.devices.owners)
      expect(together.devices.moved).toEqual(whole.devices.moved)
      expect(together.edges).toEqual(whole.edges)
      const atWhole = <T extends { readonly claim: number }>(all: readonly T[]) =>
        all.map((one) => ({ ...one, claim: part.groups[one.claim] }))
      const { plan, devices } = later
      expect([plan.merges, plan.seen, plan.questions]).toEqual([whole.plan.merges, whole.plan.seen, whole.plan.questions])
      expect(atWhole(plan.created)).toEqual(whole.plan.created)
      expect(atWhole(plan.added)).toEqual(whole.plan.added)
      expect(atWhole(plan.takenOver)).toEqual(whole.plan.takenOver)
      expect(atWhole(devices.joined)).toEqual(whole.devices.joined)
      expect(atWhole(devices.refused)).toEqual(whole.devices.refused)
    }),
    { numRuns: 500 },
  )
})
