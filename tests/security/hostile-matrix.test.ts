import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHostileHouse } from '../http/support/hostile-house.ts'
import type { HostileHouse } from '../http/support/hostile-house.ts'

let house: HostileHouse
beforeAll(async () => {
  house = await openHostileHouse()
})
afterAll(() => house.close())

// Every seventh of a list whose places have about thirty values each: all places, each with some; the long test takes them all.
const STEP = 7

test('no hostile value in any parameter or field is a failure of the server', async () => {
  expect(house.requests.length).toBeGreaterThan(5_000)
  const failed: string[] = []
  const places = new Set<string>()
  for (let i = 0; i < house.requests.length; i += STEP) {
    const request = house.requests[i]
    if (request === undefined) break
    const problem = await house.ask(request)
    if (problem !== null) failed.push(problem)
    places.add(request.place)
  }
  expect(failed).toEqual([])
  expect(places.size).toBeGreaterThan(150)
  // Most are refused for their values, not because the session had ended or there was nothing at the address.
  const { statuses } = house
  expect(statuses.get(401)).toBeUndefined()
  expect(statuses.get(400) ?? 0).toBeGreaterThan(5 * (statuses.get(404) ?? 0))
})
