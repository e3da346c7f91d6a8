import { describe, expect, it } from 'vitest'
import type { Inbox } from '#collect/tracking/intake.ts'
import type { InboxLease, InboxRequest, LoaderPorts } from '#collect/tracking/load-events.ts'
import type { TrackingRequest } from '#collect/tracking/tracking-message.ts'

type TrackingInbox = Inbox & Pick<LoaderPorts, 'lease'>

const START = Date.parse('2026-05-01T10:00:00Z')
const request = (n: number, messages: readonly unknown[] = [{ messageId: `m${n}` }]): TrackingRequest => ({
  sourceId: 'shop',
  receivedAt: START + n,
  sentAt: n === 1 ? '2026-05-01T09:59:00Z' : null,
  messages,
})

function opened(lease: InboxLease | null): readonly InboxRequest[] {
  return [...(lease?.requests ?? [])]
}

/** What every inbox of tracking requests does. `open` gives one with nothing in it. */
export function inboxCase(open: () => Promise<TrackingInbox>): void {
  describe('an inbox', () => {
    it('says how much waits, and since when', async () => {
      const inbox = await open()
      expect([await inbox.backlogBytes(), await inbox.oldest(), await inbox.lease(10)]).toEqual([0, null, null])
      await inbox.append([])
      expect(await inbox.oldest()).toBeNull()
      await inbox.append([request(1), request(2)])
      const first = await inbox.backlogBytes()
      expect(first).toBeGreaterThan(0)
      await inbox.append([request(3)])
      expect(await inbox.backlogBytes()).toBeGreaterThan(first)
      expect(await inbox.oldest()).toEqual(new Date(START + 1))
    })

    it('gives requests back as they came, in their order, with a place that stays the same', async () => {
      const inbox = await open()
      const odd = [{ text: '茶 \u{1f375}', deep: { list: [1, null, 'x'] } }, 'text', 5, null, ['y']]
      await inbox.append([request(1, odd), request(2)])
      await inbox.append([request(3)])
      const lease = await inbox.lease(100)
      expect(opened(lease).map(({ inboxId: _, index, ...rest }) => [index, rest])).toEqual([
        [0, request(1, odd)],
        [1, request(2)],
        [0, request(3)],
      ])
      const places = opened(lease).map(({ inboxId, index }) => [inboxId, index])
      expect(new Set(places.map(String)).size).toBe(3)
      await lease?.release()
      const again = await inbox.lease(100)
      expect(opened(again).map(({ inboxId, index }) => [inboxId, index])).toEqual(places)
      await again?.release()
    })

    it('lets one loader work at a time', async () => {
      const inbox = await open()
      await inbox.append([request(1)])
      await inbox.append([request(2)])
      const lease = await inbox.lease(1)
      expect(await inbox.lease(1)).toBeNull()
      await lease?.release()
      const next = await inbox.lease(1)
      expect(opened(next)).toMatchObject([{ receivedAt: START + 1 }])
      await next?.release()
    })

    it('forgets what is finished, and only that', async () => {
      const inbox = await open()
      await inbox.append([request(1), request(2)])
      await inbox.append([request(3)])
      const lease = await inbox.lease(2)
      expect(opened(lease)).toHaveLength(2)
      await inbox.append([request(4)])
      await lease?.finish({ counts: [], refused: [], stored: [], watched: [], violations: [], leftOut: [], times: [] })
      expect(await inbox.oldest()).toEqual(new Date(START + 3))
      const rest = await inbox.lease(100)
      expect(opened(rest).map(({ receivedAt }) => receivedAt - START)).toEqual([3, 4])
      await rest?.finish({ counts: [], refused: [], stored: [], watched: [], violations: [], times: [], leftOut: [] })
      expect([await inbox.backlogBytes(), await inbox.lease(10)]).toEqual([0, null])
    })

    it('gives the oldest that together are not too many messages, but one commit at least', async () => {
      const inbox = await open()
      await inbox.append([request(1, [{}, {}, {}])])
      await inbox.append([request(2)])
      await inbox.append([request(3)])
      for (const [maxMessages, expected] of [
        [1, 1],
        [3, 1],
        [4, 2],
        [5, 3],
      ] as const) {
        const lease = await inbox.lease(maxMessages)
        expect([maxMessages, opened(lease).length]).toEqual([maxMessages, expected])
        await lease?.release()
      }
    })
  })
}
