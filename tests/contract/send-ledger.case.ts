import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { BroadcastLedger } from '#act/broadcasts/broadcast-ports.ts'
import type { LedgerReceipt, ReceiptStore } from '#act/inbound/receipt-service.ts'
import type { AskStore } from '#act/send-asker.ts'
import { contactKey } from '#act/send-source.ts'
import type { HandOver, PlannedContact, SendStore } from '#act/send-store.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#kernel/clock.ts'

export interface LedgerUnderTest {
  readonly sends: SendStore
  readonly receipts: ReceiptStore
  readonly asks: AskStore
  readonly broadcasts: BroadcastLedger
  /** Ids of customers that there are: six. */
  readonly customers: readonly string[]
  /** What of a row the rules below speak of. */
  row(sendKey: string): Promise<{ readonly state: string; readonly reason: string; readonly attempts: number; readonly notBefore: Date }>
}

const NOW = new Date('2026-05-01T10:00:00Z')
const LEASE = 60_000
const ACCOUNT = '0198f3a0-0000-7000-8000-0000000000a1'
const OTHER_ACCOUNT = '0198f3a0-0000-7000-8000-0000000000a2'
const after = (ms: number): Date => new Date(NOW.getTime() + ms)

/** What every ledger of sends does. `open` gives one with nothing in it. */
export function sendLedgerCase(open: () => Promise<LedgerUnderTest>): void {
  const begin = async () => {
    const ledger = await open()
    const runId = randomUUID()
    const { sends } = ledger
    const plan = async (people: number, change: Partial<PlannedContact> = {}, step = 1): Promise<string[]> => {
      const contacts = ledger.customers.slice(0, people).map((customerId): PlannedContact => ({
        sendKey: contactKey(runId, customerId, step),
        runId,
        customerId,
        source: { kind: 'broadcast', id: runId },
        sourceVersion: 1,
        step,
        content: { id: ACCOUNT, version: 1 },
        purpose: 'marketing',
        priority: 0,
        channel: 'email',
        nextChannels: [],
        notBefore: NOW,
        expiresAt: null,
        plannedAt: NOW,
        costMinor: null,
        suppressed: null,
        ...change,
      }))
      await sends.planContacts(contacts)
      return contacts.map(({ sendKey }) => sendKey)
    }
    const claim = async (owner: string, at = NOW, account = ACCOUNT, limit: number | null = null, most = 100) =>
      (
        await sends.claim(owner, {
          channel: 'email',
          account: { id: account, day: '2026-05-01', limit },
          dueBy: at,
          now: at,
          leaseMs: LEASE,
          limit: most,
        })
      ).map(({ sendKey }) => sendKey)
    const over = (sendKey: string, owner: string, change: Partial<HandOver> = {}): HandOver => ({
      sendKey,
      owner,
      message: null,
      accountId: ACCOUNT,
      addressHash: null,
      repeatMs: null,
      hasCoupon: false,
      ...change,
    })
    const hand = async (sendKey: string, owner: string, at = NOW, change: Partial<HandOver> = {}) =>
      (await sends.commit({ settle: [], hand: [over(sendKey, owner, change)] }, at, LEASE)).handed.has(sendKey)
    const stateOf = async (sendKey: string) => (await ledger.row(sendKey)).state
    const receipt = (sendKey: string | null, event: LedgerReceipt['event'], providerId: string | null = null): LedgerReceipt => ({
      sendKey,
      providerId,
      addressHash: null,
      at: NOW,
      event,
    })
    return { ...ledger, runId, plan, claim, over, hand, stateOf, receipt }
  }

  describe('a send ledger', () => {
    it('plans a contact once, also one that nobody gets', async () => {
      const { sends, plan, runId } = await begin()
      await plan(3)
      await plan(4)
      await plan(1, { suppressed: 'no_consent' }, 2)
      expect(await sends.counts(runId)).toMatchObject({ planned: 4, suppressed: 1, claimed: 0 })
    })

    it('gives one of each customer, the most urgent first, and none while another is on its way', async () => {
      const { plan, claim, sends } = await begin()
      const slow = await plan(2, { priority: 1 })
      const urgent = await plan(1, { priority: 9, notBefore: NOW }, 2)
      const first = await claim('a')
      expect(first).toEqual([urgent[0], slow[1]])
      expect(await claim('b')).toEqual([])
      await sends.settle(urgent[0] ?? '', 'a', { kind: 'rejected', reason: 'x' }, NOW)
      expect(await claim('c')).toEqual([slow[0]])
    })

    it('gives nothing before its time, of another channel, or past the limit', async () => {
      const { plan, claim } = await begin()
      await plan(2, { notBefore: after(HOUR_MS) })
      await plan(2, { channel: 'sms' }, 2)
      expect(await claim('a')).toEqual([])
      await plan(6, {}, 3)
      expect(await claim('b', NOW, ACCOUNT, null, 2)).toHaveLength(2)
    })

    it('counts the day of an account over all claims, and what did not leave gives its place back', async () => {
      const { plan, claim, sends } = await begin()
      await plan(6)
      expect(await claim('a', NOW, ACCOUNT, 2)).toHaveLength(2)
      expect(await claim('b', NOW, ACCOUNT, 2)).toEqual([])
      await sends.giveBack(ACCOUNT, '2026-05-01', 1)
      expect(await claim('c', NOW, ACCOUNT, 2)).toHaveLength(1)
      expect(await claim('d', NOW, OTHER_ACCOUNT, 2)).toHaveLength(2)
    })

    it('lets only the holder of the claim hand over and settle, and only while it lasts', async () => {
      const { plan, claim, hand, sends, row } = await begin()
      const [key = ''] = await plan(1)
      await claim('a')
      expect([await hand(key, 'b'), await hand(key, 'a', after(LEASE)), await hand(key, 'a'), await hand(key, 'a')]).toEqual([
        false,
        false,
        true,
        false,
      ])
      expect(await sends.settle(key, 'b', { kind: 'accepted', providerId: null }, NOW)).toBe(false)
      expect(await sends.settle(key, 'a', { kind: 'accepted', providerId: 'p' }, NOW)).toBe(true)
      expect(await row(key)).toMatchObject({ state: 'accepted', attempts: 1 })
    })

    it('hands nothing over that has expired', async () => {
      const { plan, claim, hand } = await begin()
      const [key = ''] = await plan(1, { expiresAt: after(1_000) })
      await claim('a')
      expect(await hand(key, 'a', after(1_000))).toBe(false)
    })

    it('settles and hands over in one commit', async () => {
      const { plan, claim, over, hand, sends, stateOf } = await begin()
      const [one = '', two = ''] = await plan(2)
      await claim('a')
      await hand(one, 'a')
      const event = { kind: 'accepted', providerId: null } as const
      const { settled, handed } = await sends.commit(
        { settle: [{ sendKey: one, owner: 'a', event }], hand: [over(two, 'a'), over(one, 'a')] },
        NOW,
        LEASE,
      )
      expect([[...settled], [...handed]]).toEqual([[one], [two]])
      expect([await stateOf(one), await stateOf(two)]).toEqual(['accepted', 'handed'])
    })

    it('does not call suppressed what may be out, and keeps it at its account when the repetition is put off', async () => {
      const { plan, claim, hand, sends, stateOf, customers } = await begin()
      const [one = '', two = ''] = await plan(2)
      await claim('a')
      for (const key of [one, two]) {
        await hand(key, 'a', NOW, { repeatMs: HOUR_MS })
        await sends.settle(key, 'a', { kind: 'unknown', reason: 'timeout' }, NOW)
      }
      expect(await sends.suppressOpen(customers[0] ?? '', null, 'no_consent', NOW)).toBe(1)
      expect(await stateOf(one)).toBe('uncertain')
      expect(await claim('b', after(2 * MINUTE_MS))).toEqual([two])
      await hand(two, 'b', after(2 * MINUTE_MS), { repeatMs: 2 * HOUR_MS })
      await sends.settle(two, 'b', { kind: 'deferred', reason: 'busy', mayBeOut: true }, after(2 * MINUTE_MS))
      expect(await claim('c', after(20 * MINUTE_MS), OTHER_ACCOUNT)).toEqual([])
      expect(await sends.recover(after(HOUR_MS))).toEqual({ planned: 0, uncertain: 1 })
    })

    it('ends a broadcast whose messages may be out: those are uncertain, whoever holds them has no say, and the provider is asked', async () => {
      const { plan, claim, hand, sends, broadcasts, asks, runId, stateOf, row } = await begin()
      const [waits = '', held = '', fresh = ''] = await plan(3)
      await claim('a', NOW, ACCOUNT, null, 2)
      for (const key of [waits, held]) {
        await hand(key, 'a', NOW, { repeatMs: HOUR_MS })
        await sends.settle(key, 'a', { kind: 'unknown', reason: 'timeout' }, NOW)
      }
      const later = after(2 * MINUTE_MS)
      await claim('b', later)
      await sends.settle(waits, 'b', { kind: 'wait', reason: 'quiet_hours', until: after(HOUR_MS) }, later)
      expect([await stateOf(waits), await stateOf(held), await stateOf(fresh)]).toEqual(['planned', 'claimed', 'claimed'])
      expect(await broadcasts.suppressRun(runId, 'stopped', later)).toBe(3)
      const ended = [
        { channel: 'email', state: 'suppressed', reason: 'stopped', sends: 1 },
        { channel: 'email', state: 'uncertain', reason: 'stopped', sends: 2 },
      ].map((one) => ({ runId, ...one }))
      const counted = async () => (await broadcasts.counts([runId])).toSorted((a, b) => (a.state < b.state ? -1 : 1))
      expect([await counted(), await stateOf(fresh)]).toEqual([ended, 'suppressed'])
      expect([await hand(held, 'b', later), await sends.settle(held, 'b', { kind: 'rejected', reason: 'x' }, later)]).toEqual([
        false,
        false,
      ])
      expect(await broadcasts.suppressRun(runId, 'stopped', later)).toBe(0)
      expect(await counted()).toEqual(ended)
      const asked = await asks.takeAsked(after(3 * MINUTE_MS), after(HOUR_MS), 10)
      expect(asked.map(({ sendKey }) => sendKey).toSorted()).toEqual([waits, held].toSorted())
      expect(asked.map(({ accountId }) => accountId)).toEqual([ACCOUNT, ACCOUNT])
      // It did not leave: whoever looks at it next sees that the broadcast is stopped, and then nothing binds it.
      await asks.notSent(held, after(3 * MINUTE_MS))
      expect(await row(held)).toMatchObject({ state: 'planned', reason: 'not_sent' })
      expect(await broadcasts.suppressRun(runId, 'stopped', after(4 * MINUTE_MS))).toBe(1)
      expect(await stateOf(held)).toBe('suppressed')
    })

    it('does not call failed what may be out when it cannot be made again', async () => {
      const { plan, claim, hand, sends, row } = await begin()
      const [out = '', never = ''] = await plan(2)
      await claim('a')
      await hand(out, 'a', NOW, { repeatMs: HOUR_MS })
      await sends.settle(out, 'a', { kind: 'unknown', reason: 'timeout' }, NOW)
      await sends.settle(never, 'a', { kind: 'rejected', reason: 'message_not_made' }, NOW)
      const later = after(2 * MINUTE_MS)
      expect(await claim('b', later)).toEqual([out])
      await sends.settle(out, 'b', { kind: 'rejected', reason: 'message_not_made' }, later)
      expect([await row(out), await row(never)]).toMatchObject([
        { state: 'uncertain', reason: 'message_not_made' },
        { state: 'failed', reason: 'message_not_made' },
      ])
    })

    it('takes back what was claimed and lost; what was handed over and lost is uncertain, until its worker answers late', async () => {
      const { plan, claim, hand, sends, stateOf } = await begin()
      const [claimed = '', handed = ''] = await plan(2)
      await claim('a')
      await hand(handed, 'a')
      expect(await sends.recover(after(LEASE))).toEqual({ planned: 0, uncertain: 0 })
      expect(await sends.recover(after(LEASE + 1))).toEqual({ planned: 1, uncertain: 1 })
      expect([await stateOf(claimed), await stateOf(handed)]).toEqual(['planned', 'uncertain'])
      expect(await sends.settle(claimed, 'a', { kind: 'rejected', reason: 'x' }, NOW)).toBe(false)
      expect(await sends.settle(handed, 'a', { kind: 'accepted', providerId: null }, NOW)).toBe(true)
      expect(await stateOf(handed)).toBe('accepted')
    })

    it('repeats what the provider promises to send once, by that account alone and not past the promise', async () => {
      const { plan, claim, hand, sends, stateOf } = await begin()
      const [key = ''] = await plan(1)
      await claim('a')
      await hand(key, 'a', NOW, { repeatMs: 10 * MINUTE_MS })
      await sends.settle(key, 'a', { kind: 'unknown', reason: 'timeout' }, NOW)
      expect(await stateOf(key)).toBe('planned')
      const later = after(2 * MINUTE_MS)
      expect(await claim('b', later, OTHER_ACCOUNT)).toEqual([])
      expect(await claim('c', later)).toEqual([key])
      await sends.recover(after(4 * MINUTE_MS))
      expect(await sends.recover(after(9 * MINUTE_MS))).toEqual({ planned: 0, uncertain: 1 })
      expect(await stateOf(key)).toBe('uncertain')
    })

    it('does not repeat what was handed over in the future: a clock was wrong, and nobody knows how much of the promise is left', async () => {
      const { plan, claim, hand, sends, stateOf } = await begin()
      const [key = ''] = await plan(1)
      const ahead = after(HOUR_MS)
      await claim('a', ahead)
      await hand(key, 'a', ahead, { repeatMs: HOUR_MS })
      await sends.settle(key, 'a', { kind: 'unknown', reason: 'timeout' }, ahead)
      expect(await sends.recover(ahead)).toEqual({ planned: 0, uncertain: 0 })
      expect(await sends.recover(NOW)).toEqual({ planned: 0, uncertain: 1 })
      expect(await stateOf(key)).toBe('uncertain')
    })

    it('does not wait for claims that a clock put into the future, and repeats nothing of what was handed over there', async () => {
      const { plan, claim, hand, sends, stateOf } = await begin()
      const [claimed = '', handed = ''] = await plan(2)
      const ahead = after(HOUR_MS)
      await claim('a', ahead)
      await hand(handed, 'a', ahead, { repeatMs: HOUR_MS })
      expect(await sends.recover(after(HOUR_MS - MINUTE_MS))).toEqual({ planned: 0, uncertain: 0 })
      await sends.recover(NOW)
      expect([await stateOf(claimed), await stateOf(handed)]).toEqual(['planned', 'uncertain'])
      expect(await sends.recover(NOW)).toEqual({ planned: 0, uncertain: 0 })
    })

    it('does not hand over what is claimed to be repeated once the promise is over', async () => {
      const { plan, claim, hand, sends } = await begin()
      const [key = ''] = await plan(1)
      await claim('a')
      await hand(key, 'a', NOW, { repeatMs: 4 * MINUTE_MS })
      await sends.settle(key, 'a', { kind: 'unknown', reason: 'timeout' }, NOW)
      await claim('b', after(3.5 * MINUTE_MS))
      expect(await hand(key, 'b', after(4 * MINUTE_MS), { repeatMs: 4 * MINUTE_MS })).toBe(false)
      expect(await hand(key, 'b', after(4 * MINUTE_MS - 1), { repeatMs: 4 * MINUTE_MS })).toBe(true)
    })

    it('puts off with the reason and the time, over another channel, or for one account', async () => {
      const { plan, claim, sends, row } = await begin()
      const [one = '', two = '', three = ''] = await plan(3)
      await claim('a')
      await sends.settle(one, 'a', { kind: 'wait', reason: 'quiet_hours', until: after(HOUR_MS) }, NOW)
      await sends.settle(two, 'a', { kind: 'reroute', reason: 'no_address', channel: 'sms', nextChannels: [] }, NOW)
      await sends.settle(three, 'a', { kind: 'wait', reason: 'other_account', until: NOW, accountId: OTHER_ACCOUNT }, NOW)
      expect(await row(one)).toMatchObject({ state: 'planned', reason: 'quiet_hours', notBefore: after(HOUR_MS) })
      expect((await sends.find(two))?.channel).toBe('sms')
      expect([await claim('b'), await claim('c', NOW, OTHER_ACCOUNT)]).toEqual([[], [three]])
      expect(await sends.dueChannels(NOW)).toEqual(['sms'])
    })

    it('suppresses what is planned and claimed, marketing alone unless nobody may contact them', async () => {
      const { plan, claim, hand, sends, stateOf, customers } = await begin()
      const [key = ''] = await plan(1)
      const [care = ''] = await plan(1, { purpose: 'transactional' }, 2)
      const [first = ''] = customers
      await claim('a')
      expect(await sends.suppressOpen(first, 'sms', 'no_consent', NOW)).toBe(0)
      expect(await sends.suppressOpen(first, 'email', 'no_consent', NOW)).toBe(1)
      expect([await hand(key, 'a'), await stateOf(care)]).toEqual([false, 'planned'])
      expect(await sends.suppressOpen(first, null, 'do_not_contact', NOW)).toBe(1)
    })

    it('lists what is settled until it is written down as it is', async () => {
      const { plan, claim, hand, sends, receipts, receipt } = await begin()
      const [key = ''] = await plan(1)
      await claim('a')
      await hand(key, 'a')
      await sends.settle(key, 'a', { kind: 'accepted', providerId: null }, NOW)
      const settled = await sends.unrecorded(10)
      expect(settled.map(({ sendKey, state }) => [sendKey, state])).toEqual([[key, 'accepted']])
      await receipts.take(ACCOUNT, [receipt(key, { kind: 'delivered' })], after(1_000))
      await sends.markRecorded(settled)
      const again = await sends.unrecorded(10)
      expect(again.map(({ state }) => state)).toEqual(['delivered'])
      await sends.markRecorded(again)
      expect(await sends.unrecorded(10)).toEqual([])
    })

    it('takes receipts of the same account in any order, and keeps those that come too early', async () => {
      const { plan, claim, hand, sends, receipts, receipt, stateOf } = await begin()
      const [key = ''] = await plan(1)
      await receipts.take(ACCOUNT, [receipt(null, { kind: 'delivered' }, 'p1')], NOW)
      await receipts.take(ACCOUNT, [receipt(null, { kind: 'delivered' }, 'p1')], NOW)
      expect((await receipts.early()).size).toBe(0)
      await claim('a')
      await hand(key, 'a')
      await sends.settle(key, 'a', { kind: 'accepted', providerId: 'p1' }, NOW)
      await receipts.take(OTHER_ACCOUNT, [receipt(key, { kind: 'failed', reason: 'forged' })], NOW)
      expect(await stateOf(key)).toBe('accepted')
      const early = (await receipts.early()).get(ACCOUNT) ?? []
      expect(early.map(({ providerId }) => providerId)).toEqual(['p1'])
      const [told] = await receipts.take(ACCOUNT, early, NOW)
      expect(told).toMatchObject({ send: { sendKey: key }, isContradicted: false, isDead: false })
      await receipts.forget(
        early.map(({ id }) => id),
        NOW,
      )
      expect((await receipts.early()).size).toBe(0)
      const [late] = await receipts.take(ACCOUNT, [receipt(key, { kind: 'failed', reason: 'x' })], NOW)
      expect([late?.isContradicted, await stateOf(key)]).toEqual([true, 'delivered'])
    })

    it('gives what is uncertain to one who asks, when it is time', async () => {
      const { plan, claim, hand, sends, asks, row } = await begin()
      const [key = ''] = await plan(1)
      await claim('a')
      await hand(key, 'a')
      await sends.settle(key, 'a', { kind: 'unknown', reason: 'timeout' }, NOW)
      expect(await asks.takeAsked(after(MINUTE_MS - 1), after(HOUR_MS), 10)).toEqual([])
      const [asked] = await asks.takeAsked(after(MINUTE_MS), after(HOUR_MS), 10)
      expect(asked).toMatchObject({ sendKey: key, accountId: ACCOUNT, asks: 1 })
      expect(await asks.takeAsked(after(MINUTE_MS), after(HOUR_MS), 10)).toEqual([])
      await asks.askAgain(key, after(2 * MINUTE_MS))
      expect(await asks.takeAsked(after(2 * MINUTE_MS), after(HOUR_MS), 10)).toMatchObject([{ asks: 2 }])
      await asks.notSent(key, after(3 * MINUTE_MS))
      expect(await row(key)).toMatchObject({ state: 'planned', reason: 'not_sent', notBefore: after(4 * MINUTE_MS) })
      await asks.askAgain(key, after(HOUR_MS))
      expect(await asks.takeAsked(after(HOUR_MS), after(2 * HOUR_MS), 10)).toEqual([])
    })

    it('holds back what was due long before its channel could send', async () => {
      const { plan, sends } = await begin()
      await sends.beat(['email'], NOW)
      await plan(2)
      const later = after(DAY_MS + MINUTE_MS)
      await plan(1, { notBefore: later }, 2)
      expect([await sends.beat(['email'], later), await sends.countHeld()]).toEqual([2, 2])
      expect(await sends.beat(['email'], later)).toBe(0)
      expect([await sends.settleHeld('send', later), await sends.countHeld()]).toEqual([2, 0])
    })

    it('holds a broadcast back as it was, and ends what is left of one that is stopped', async () => {
      const { plan, claim, hand, sends, broadcasts, runId, row, stateOf } = await begin()
      const [first = '', second = '', third = ''] = await plan(3)
      expect((await claim('a', NOW, ACCOUNT, null, 2)).toSorted()).toEqual([first, second])
      await hand(first, 'a')
      await broadcasts.hold(runId, NOW)
      await broadcasts.hold(runId, NOW)
      expect([await hand(second, 'a'), await claim('b'), await sends.countHeld()]).toEqual([false, [], 0])
      await sends.settle(first, 'a', { kind: 'deferred', reason: 'busy' }, NOW)
      expect(await claim('c', after(MINUTE_MS))).toEqual([])
      await broadcasts.hold(runId, null)
      await broadcasts.hold(runId, null)
      expect((await row(third)).notBefore).toEqual(NOW)
      expect((await claim('d', after(MINUTE_MS))).toSorted()).toEqual([first, second, third].toSorted())
      await sends.settle(first, 'd', { kind: 'wait', reason: 'x', until: NOW }, NOW)
      expect(await broadcasts.suppressRun(runId, 'stopped', NOW)).toBe(3)
      expect([await hand(second, 'd'), await stateOf(first)]).toEqual([false, 'suppressed'])
      expect(await broadcasts.counts([runId])).toEqual([{ runId, channel: 'email', state: 'suppressed', reason: 'stopped', sends: 3 }])
    })
  })
}
