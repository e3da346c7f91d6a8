import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHostileHouse } from '../http/support/hostile-house.ts'
import type { HostileHouse } from '../http/support/hostile-house.ts'

let house: HostileHouse
beforeAll(async () => {
  house = await openHostileHouse()
}, 60_000)
afterAll(() => house.close())

test('every hostile value in every parameter and field is answered', async () => {
  const failed: string[] = []
  for (const request of house.requests) {
    const problem = await house.ask(request)
    if (problem !== null) failed.push(problem)
  }
  expect(failed).toEqual([])
}, 900_000)

test('whatever comes after an address or in a body is answered', async () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.json(), fc.base64String())
  const anywhere = fc.record({
    request: fc.nat({ max: house.requests.length - 1 }),
    query: fc.dictionary(fc.constantFrom('limit', 'cursor', 'q', 'sort', 'from', 'to', 'asOf', 'kind'), text, { maxKeys: 3 }),
    payload: fc.json({ maxDepth: 5 }),
  })
  await fc.assert(
    fc.asyncProperty(anywhere, async ({ request, query, payload }) => {
      const base = house.requests[request]
      if (base === undefined) return
      const search = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`)
      const url = [base.url.split('?')[0], search.join('&')].filter((part) => part !== '').join('?')
      expect(await house.ask({ ...base, url, payload: base.payload === undefined ? undefined : payload })).toBeNull()
    }),
    { numRuns: 3_000 },
  )
}, 900_000)
