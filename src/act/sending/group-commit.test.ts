import { expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import type { HandOver, SendStore } from '../send-store.ts'
import { GroupCommit } from './group-commit.ts'

const clock = new ManualClock(new Date('2026-03-02T08:00:00Z'))
const over = (sendKey: string, owner: string): HandOver => ({
  sendKey,
  owner,
  message: null,
  accountId: null,
  addressHash: null,
  repeatMs: null,
  hasCoupon: false,
})

/** A store where each send belongs to one owner and is handed over once. */
function storeOf(owners: Readonly<Record<string, string>>) {
  const left = new Map(Object.entries(owners))
  const blocks: string[][] = []
  const commit: SendStore['commit'] = ({ settle, hand }) => {
    blocks.push(hand.map(({ sendKey, owner }) => `${sendKey} ${owner}`))
    const handed = hand.filter(({ sendKey, owner }) => left.get(sendKey) === owner && left.delete(sendKey))
    return Promise.resolve({ settled: new Set(settle.map((one) => one.sendKey)), handed: new Set(handed.map((one) => one.sendKey)) })
  }
  return { commit, blocks }
}

test('of two workers that take a send for theirs, only the one that holds it may send it', async () => {
  const store = storeOf({ a: 'new', b: 'new' })
  const commits = new GroupCommit(store, clock)
  expect(
    await Promise.all([over('a', 'old'), over('a', 'new'), over('b', 'new'), over('b', 'old')].map((one) => commits.hand(one))),
  ).toEqual([false, true, true, false])
})

test('what comes at once goes in one commit, a send once in each', async () => {
  const store = storeOf({ a: '1', b: '1' })
  const commits = new GroupCommit(store, clock)
  await Promise.all([over('a', '0'), over('b', '1'), over('a', '1')].map((one) => commits.hand(one)))
  expect(store.blocks).toEqual([['a 0', 'b 1'], ['a 1']])
})
