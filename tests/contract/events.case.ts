import { describe, expect, it } from 'vitest'
import type { LoaderPorts, StoredEvent } from '#collect/tracking/load-events.ts'
import { normaliseMessage } from '#collect/tracking/normalise-message.ts'
import { stableId } from '#kernel/id.ts'

type EventTable = Pick<LoaderPorts, 'storedMessages' | 'insertEvents'>

const RECEIVED = Date.parse('2026-05-01T10:00:00.123Z')

function event(messageId: string, receivedAt = RECEIVED): StoredEvent {
  const result = normaliseMessage(
    { type: 'track', event: 'Product Viewed', userId: 'u', messageId },
    { receivedAt, sentAt: null, inboxId: '1', position: 0, userIdKind: 'custom_id', secret: 'secret' },
  )
  if (!result.ok) throw new Error(result.message)
  return { ...result.event, customerId: stableId('customer'), originId: stableId('customer'), isRepeat: false }
}

/** What every table of events does. `open` gives one with nothing in it. */
export function eventsCase(open: () => Promise<EventTable>): void {
  describe('a table of events', () => {
    it('knows the message ids it has, of those that it is asked for, with their time of receipt', async () => {
      const events = await open()
      expect(await events.storedMessages([])).toEqual(new Map())
      expect(await events.storedMessages([event('a')])).toEqual(new Map())
      await events.insertEvents([event('a'), event('b', RECEIVED + 7), event('茶 \u{1f375}')])
      expect(await events.storedMessages([event('b'), event('茶 \u{1f375}'), event('c')])).toEqual(
        new Map([
          ['b', RECEIVED + 7],
          ['茶 \u{1f375}', RECEIVED],
        ]),
      )
    })

    it('answers the first receipt of an id that it has twice', async () => {
      const events = await open()
      await events.insertEvents([event('a', RECEIVED + 5)])
      await events.insertEvents([event('a')])
      expect(await events.storedMessages([event('a', RECEIVED + 9)])).toEqual(new Map([['a', RECEIVED]]))
    })

    it('takes nothing when it is given nothing', async () => {
      const events = await open()
      await events.insertEvents([])
      expect(await events.storedMessages([event('a')])).toEqual(new Map())
    })
  })
}
