import { describe, expect, it } from 'vitest'
import type { LoaderPorts } from '#collect/tracking/load-events.ts'
import { normaliseMessage } from '#collect/tracking/normalise-message.ts'
import { Dropped, Quarantined } from '#collect/tracking/steps/step-result.ts'
import type { StoredReceipt } from '#collect/tracking/steps/dedupe-step.ts'
import type { StoredEvent } from '#collect/tracking/tracked-event.ts'
import { stableId } from '#kernel/id.ts'

type EventTable = Pick<LoaderPorts, 'storedMessages' | 'insertEvents'>

const RECEIVED = Date.parse('2026-05-01T10:00:00.123Z')

function event(messageId: string, receivedAt = RECEIVED, sourceId = 'shop', inboxId = '1'): StoredEvent {
  const result = normaliseMessage(
    { type: 'track', event: 'Product Viewed', userId: 'u', messageId },
    { sourceId, receivedAt, sentAt: null, toUtc: (local) => local, inboxId, userIdKind: 'custom_id', secret: 'secret' },
    0,
  )
  if (result instanceof Quarantined || result instanceof Dropped) throw new Error(result.reason)
  return { ...result, customerId: stableId('customer'), originId: stableId('customer'), isRepeat: false }
}

const receipt = (receivedAt = RECEIVED, inboxId = '1'): StoredReceipt => ({ receivedAt, inboxId, occurredAt: receivedAt })

/** What every table of events does. `open` gives one with nothing in it. */
export function eventsCase(open: () => Promise<EventTable>): void {
  describe('a table of events', () => {
    it('knows the messages it has, of those that it is asked for, with their time of receipt', async () => {
      const events = await open()
      expect(await events.storedMessages([])).toEqual([])
      expect(await events.storedMessages([event('a')])).toEqual([undefined])
      await events.insertEvents([event('a'), event('b', RECEIVED + 7), event('茶 \u{1f375}')])
      expect(await events.storedMessages([event('b'), event('c'), event('茶 \u{1f375}')])).toEqual([
        receipt(RECEIVED + 7),
        undefined,
        receipt(),
      ])
    })

    it('keeps the message ids of each source apart, also at one moment of one customer', async () => {
      const events = await open()
      await events.insertEvents([event('a'), event('a', RECEIVED, 'app')])
      expect(await events.storedMessages([event('a'), event('a', RECEIVED, 'app'), event('a', RECEIVED, 'till')])).toEqual([
        receipt(),
        receipt(),
        undefined,
      ])
    })

    it('takes an id of before sources were kept for one of every source', async () => {
      const events = await open()
      await events.insertEvents([event('a', RECEIVED + 5, '')])
      expect(await events.storedMessages([event('a'), event('a', RECEIVED, 'app')])).toEqual([receipt(RECEIVED + 5), receipt(RECEIVED + 5)])
    })

    it('answers the first receipt of an id that it has twice', async () => {
      const events = await open()
      await events.insertEvents([event('a', RECEIVED + 5, 'shop', '8')])
      await events.insertEvents([event('a', RECEIVED, 'shop', '9')])
      expect(await events.storedMessages([event('a', RECEIVED + 9)])).toEqual([receipt(RECEIVED, '9')])
    })

    it('takes nothing when it is given nothing', async () => {
      const events = await open()
      await events.insertEvents([])
      expect(await events.storedMessages([event('a')])).toEqual([undefined])
    })
  })
}
