import { expect, test } from 'vitest'
import { ManualClock, MINUTE_MS } from '#kernel/clock.ts'
import type { OpenAccount } from '../accounts/open-accounts.ts'
import type { AddressChange, CustomerReply, Inbound, Receipt } from '../providers/provider.ts'
import { CallbackReceiver } from './callback-receiver.ts'
import { composeInbound } from './compose-inbound.ts'
import { ProviderPoller } from './provider-poller.ts'

const at = new Date('2026-12-01T00:00:00Z')
const receipt: Receipt = { sendKey: 'a', providerId: null, address: null, at, event: { kind: 'delivered' } }
const reply: CustomerReply = { address: '+8613912345678', text: 'R', at, key: 'r1', meaning: null }
const change: AddressChange = { address: 'openid', at, key: 'c1', change: 'unfollowed' }
const all = { receipts: [receipt], replies: [reply], changes: [change] }
const call = { method: 'POST', url: 'https://x/', headers: {}, body: Buffer.from('personal') }

const opened = (port: Partial<OpenAccount['port']>): OpenAccount => ({ port }) as OpenAccount

function receiver(take: () => Promise<void>, port: Partial<OpenAccount['port']>) {
  const told: string[] = []
  const noted: boolean[] = []
  return {
    told,
    noted,
    callbacks: new CallbackReceiver({
      openById: () => Promise.resolve(opened(port)),
      store: {
        secrets: (id) => Promise.resolve(id === 'account' ? { callback: 'right' } : null),
        noteCall: (_id, refused) => Promise.resolve(void noted.push(refused)),
      },
      sink: { take },
      clock: new ManualClock(at),
      onFailure: (_id, reason) => told.push(reason),
    }),
  }
}

test('a part that fails lets the others have their turn, and then the call fails', async () => {
  const order: string[] = []
  const sink = composeInbound({
    receipts: () => Promise.resolve(void order.push('receipts')),
    replies: () => {
      order.push('replies')
      return Promise.reject(new Error('the store is away'))
    },
    windows: () => Promise.resolve(void order.push('windows')),
    changes: () => Promise.resolve(void order.push('changes')),
  })
  await expect(sink.take('account', all)).rejects.toThrow('the store is away')
  expect(order).toStrictEqual(['changes', 'replies', 'receipts'])
})

test('what could not be kept is asked for again, and the log has no word of it', async () => {
  const answer: Inbound['answer'] = { status: 200, type: 'text/plain', body: 'ok' }
  const { callbacks, told, noted } = receiver(() => Promise.reject(new Error('the store is away')), {
    receive: () => Promise.resolve({ ...all, answer }),
  })
  await expect(callbacks.receive('account', 'right', call)).rejects.toMatchObject({ kind: 'unavailable', code: 'callback-not-kept' })
  expect(told).toStrictEqual(['the store is away'])
  expect(noted).toStrictEqual([])
})

test('a call is answered as the provider wants it, a wrong secret and an account that takes none by nothing', async () => {
  const answer: Inbound['answer'] = { status: 403, type: 'text/plain', body: 'no' }
  const { callbacks, noted } = receiver(() => Promise.resolve(), {
    receive: () => Promise.resolve({ receipts: [], replies: [], changes: [], answer }),
  })
  expect(await callbacks.receive('account', 'right', call)).toStrictEqual(answer)
  expect(noted).toStrictEqual([true])
  expect(await callbacks.receive('account', 'wrong', call)).toBeNull()
  expect(await callbacks.receive('other', 'right', call)).toBeNull()
  expect(await receiver(() => Promise.resolve(), {}).callbacks.receive('account', 'right', call)).toBeNull()
})

test('providers are asked one beside the other: a slow one holds up nobody, a failing one is asked again later', async () => {
  const clock = new ManualClock(at)
  const taken: string[] = []
  const ends: Record<string, { askedUntil: Date | null; nextAt: Date; problem: string }> = {}
  let release = (): void => undefined
  const ports: Record<string, Partial<OpenAccount['port']>> = {
    slow: { poll: () => new Promise((resolve) => (release = () => resolve({ ...all, changes: [], replies: [] }))) },
    quick: { poll: () => Promise.resolve({ ...all, changes: [], replies: [] }) },
    away: { poll: () => Promise.reject(new Error('away')) },
    calls: {},
  }
  const poller = new ProviderPoller({
    store: {
      claimAsked: () => Promise.resolve(Object.keys(ports).map((id) => ({ id, askedUntil: null }))),
      noteAsked: (id, end) => Promise.resolve(void (ends[id] = end)),
    },
    openById: (id) => Promise.resolve(opened(ports[id] ?? {})),
    sink: { take: (id) => Promise.resolve(void taken.push(id)) },
    clock,
    onFailure: () => undefined,
  })
  expect(await poller.work()).toBe(4)
  await new Promise((resolve) => setTimeout(resolve, 10))
  expect(taken).toStrictEqual(['quick'])
  expect(ends['quick']).toStrictEqual({ askedUntil: at, nextAt: new Date(at.getTime() + MINUTE_MS), problem: '' })
  expect(ends['away']).toStrictEqual({ askedUntil: null, nextAt: new Date(at.getTime() + 5 * MINUTE_MS), problem: 'not_reached' })
  expect(ends['calls']?.problem).toBe('')
  // The next round leaves the one alone that is still being asked.
  await poller.work()
  await new Promise((resolve) => setTimeout(resolve, 10))
  release()
  await poller.settled()
  expect(taken).toStrictEqual(['quick', 'quick', 'slow'])
})
