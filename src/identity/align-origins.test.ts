import { describe, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import { originAligner } from './align-origins.ts'
import type { IdentityStore, IdentityWriter, OriginCustomer } from './identity-store.ts'

/** A store whose mapping the test sets, and an analytical store that is away while the test says so. */
function world() {
  const state = { isAway: false, answersLost: false, mapping: [] as OriginCustomer[], told: [] as OriginCustomer[] }
  const store: IdentityStore = {
    find: () => Promise.resolve([]),
    customers: () => Promise.resolve([]),
    mergeOf: () => Promise.resolve(null),
    devicePeople: () => Promise.resolve([]),
    mapping: (ids) => Promise.resolve(state.mapping.filter(({ from }) => ids?.includes(from) ?? true)),
    aligning: (work) => work(),
    async change(work) {
      const result = await work({} as IdentityWriter)
      if (state.answersLost) throw new Error('nobody heard of the commit')
      return result
    },
  }
  const aligner = originAligner({
    store,
    facts: {
      saveCustomers: () => Promise.resolve(),
      mapOrigins: (mapping) => (state.isAway ? Promise.reject(new Error('away')) : Promise.resolve(void state.told.push(...mapping))),
      mappedOrigins: () => Promise.resolve([]),
      catchLateFacts: () => Promise.resolve(),
    },
    clock: new ManualClock(new Date(0)),
  })
  const moves = (...records: string[]) => aligner.change(() => Promise.resolve({ result: 'done', records, devices: [] }))
  return { state, aligner, moves }
}

const merged = (from: string, to: string): OriginCustomer => ({ from, to, isDevice: false })

describe('what the analytical store could not be told of a merge', () => {
  test('it is told with the next change, and then no more', async () => {
    const { state, aligner, moves } = world()
    state.mapping = [merged('a', 'b')]
    state.isAway = true
    await expect(moves('a')).rejects.toThrow('away')
    state.isAway = false
    state.mapping.push(merged('c', 'd'))
    expect(await moves('c')).toBe('done')
    expect(state.told).toEqual([merged('a', 'b'), merged('c', 'd')])
    await aligner.settle()
    expect(state.told).toHaveLength(2)
  })

  test('it is told without another change as well', async () => {
    const { state, aligner, moves } = world()
    state.mapping = [merged('a', 'b')]
    state.isAway = true
    await expect(moves('a')).rejects.toThrow('away')
    await expect(aligner.settle()).rejects.toThrow('away')
    state.isAway = false
    await aligner.settle()
    expect(state.told).toEqual([merged('a', 'b')])
  })

  test('it is told of a merge of whose commit nobody heard, as it was committed or as it was not', async () => {
    const { state, aligner } = world()
    state.answersLost = true
    state.mapping = [merged('a', 'b')]
    const lost = aligner.change(() => Promise.resolve({ result: null, records: ['a', 'x'], devices: ['d'] }))
    await expect(lost).rejects.toThrow('nobody heard')
    await aligner.settle()
    expect(state.told).toEqual([merged('a', 'b'), merged('x', 'x'), { from: 'd', to: NO_CUSTOMER, isDevice: true }])
  })

  test('what moves again while it is being told is told once more', async () => {
    const { state, aligner, moves } = world()
    state.mapping = [merged('a', 'b')]
    state.isAway = true
    await expect(moves('a')).rejects.toThrow('away')
    state.isAway = false
    const first = aligner.settle()
    state.mapping = [merged('a', 'c')]
    await Promise.all([first, moves('a')])
    expect(state.told.at(-1)).toEqual(merged('a', 'c'))
  })
})
