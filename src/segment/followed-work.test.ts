import { expect, test } from 'vitest'
import { FollowedWork } from './followed-work.ts'

/** Work whose new segments are filled unless they are broken. */
function worked(broken: ReadonlySet<string>) {
  const state = { unfilled: [] as string[], touched: false, fills: 0, looks: 0 }
  const work = new FollowedWork({
    waiting: () => Promise.resolve({ touched: state.touched, unfilled: state.unfilled }),
    fillNew: () => {
      state.fills += 1
      state.unfilled = state.unfilled.filter((one) => broken.has(one))
      return Promise.resolve()
    },
    refreshTouched: () => {
      state.looks += 1
      return Promise.resolve(false)
    },
  })
  return { state, work }
}

test('what cannot be filled is tried once, and again when it is changed or taken out again', async () => {
  const { state, work } = worked(new Set(['a 1']))
  state.unfilled = ['a 1', 'b 1']
  await work.round()
  await work.round()
  expect([state.fills, state.unfilled]).toEqual([1, ['a 1']])
  state.unfilled = ['a 2']
  await work.round()
  expect([state.fills, state.unfilled]).toEqual([2, []])
  state.unfilled = ['a 1']
  await work.round()
  await work.round()
  expect(state.fills).toBe(3)
})

test('what was filled and has to be filled anew is', async () => {
  const { state, work } = worked(new Set())
  for (let i = 0; i < 2; i += 1) {
    state.unfilled = ['a 1']
    await work.round()
  }
  expect(state.fills).toBe(2)
})

test('a broken segment keeps nobody who did something waiting', async () => {
  const { state, work } = worked(new Set(['a 1']))
  Object.assign(state, { unfilled: ['a 1'], touched: true })
  await work.round()
  await work.round()
  expect(state.looks).toBe(2)
})
