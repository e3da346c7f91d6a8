import { describe, expect, test } from 'vitest'
import type { InboxRequest, LoaderPorts, RefusedMessage, SourceCount, StoredEvent } from './load-events.ts'
import { loadEvents } from './load-events.ts'

const RECEIVED = Date.parse('2026-05-01T10:00:00Z')

/** A small world in memory: an inbox that keeps its rows until they are finished, and a table of events. */
function world(messages: readonly object[], options: { failInsertOnce?: boolean; failFinishOnce?: boolean } = {}) {
  const table: StoredEvent[] = []
  const counts: SourceCount[] = []
  const refused: RefusedMessage[] = []
  let requests: InboxRequest[] = [
    { sourceId: 's', receivedAt: RECEIVED, sentAt: null, inboxId: '1', index: 0, messages: messages as InboxRequest['messages'] },
  ]
  const once = { ...options }
  const ports: LoaderPorts = {
    lease: () =>
      Promise.resolve(
        requests.length === 0
          ? null
          : {
              requests,
              finish: (done, bad) => {
                if (once.failFinishOnce === true) {
                  once.failFinishOnce = false
                  return Promise.reject(new Error('crash before the commit'))
                }
                counts.push(...done)
                refused.push(...bad)
                requests = []
                return Promise.resolve()
              },
              release: () => Promise.resolve(),
            },
      ),
    userIdKinds: () => Promise.resolve(new Map()),
    storedMessages: () => Promise.resolve(new Map(table.map((event) => [event.messageId, event.receivedAt]))),
    resolveCustomers: (events) => Promise.resolve(events.map(() => 'customer')),
    insertEvents: (events) => {
      if (once.failInsertOnce === true) {
        once.failInsertOnce = false
        return Promise.reject(new Error('engine away'))
      }
      table.push(...events)
      return Promise.resolve()
    },
  }
  return {
    ports,
    table,
    counts,
    refused,
    send: (more: readonly object[], receivedAt: number) =>
      requests.push({ sourceId: 's', receivedAt, sentAt: null, inboxId: '2', index: 0, messages: more as InboxRequest['messages'] }),
  }
}

const message = (messageId: string) => ({ type: 'track', event: 'Product Viewed', userId: 'u', messageId })

describe('loading events', () => {
  test('received is stored plus duplicates plus quarantined', async () => {
    const { ports, table, refused } = world([
      message('a'),
      message('a'),
      message('b'),
      { type: 'track', userId: 'u' },
      { type: 'nonsense' },
    ])
    expect(await loadEvents(ports)).toEqual({ received: 5, stored: 2, duplicates: 1, quarantined: 2 })
    expect(table.map((event) => event.messageId)).toEqual(['a', 'b'])
    expect(refused.map(({ reason, position }) => [reason, position])).toEqual([
      ['no_event_name', 3],
      ['unknown_type', 4],
    ])
    expect(await loadEvents(ports)).toBeNull()
  })

  test('the same message id changes nothing, however late it comes', async () => {
    const { ports, table, send } = world([message('a')])
    await loadEvents(ports)
    send([message('a'), message('c')], RECEIVED + 90 * 86_400_000)
    expect(await loadEvents(ports)).toEqual({ received: 2, stored: 1, duplicates: 1, quarantined: 0 })
    expect(table).toHaveLength(2)
  })

  test('a crash between the insert and the commit stores nothing twice and loses no count', async () => {
    const { ports, table, counts } = world([message('a'), message('b')], { failFinishOnce: true })
    await expect(loadEvents(ports)).rejects.toThrow('crash')
    expect(await loadEvents(ports)).toEqual({ received: 2, stored: 2, duplicates: 0, quarantined: 0 })
    expect(table).toHaveLength(2)
    expect(counts).toHaveLength(1)
  })

  test('an engine that is away leaves the messages in the inbox', async () => {
    const { ports, table } = world([message('a')], { failInsertOnce: true })
    await expect(loadEvents(ports)).rejects.toThrow('away')
    expect(table).toHaveLength(0)
    expect(await loadEvents(ports)).toMatchObject({ stored: 1 })
  })
})
