import { describe, expect, test } from 'vitest'
import type { InboxRequest, LoaderPorts, RefusedMessage, SourceCount, StoredEvent } from './load-events.ts'
import { loadEvents } from './load-events.ts'

const RECEIVED = Date.parse('2026-05-01T10:00:00Z')

/** A small world in memory: an inbox that keeps its rows until they are finished, and a table of events. */
function world(messages: readonly object[], options: { failInsertOnce?: boolean; failFinishOnce?: boolean; poison?: string } = {}) {
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
      if (events.some(({ name }) => name === options.poison)) return Promise.reject(new RangeError('refused by the engine'))
      table.push(...events)
      return Promise.resolve()
    },
    isAboutData: (error) => error instanceof RangeError,
    idSecret: 'secret',
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

  test('a record that the engine refuses stands alone in quarantine, those beside it are stored', async () => {
    const { ports, table, refused } = world(
      ['a', 'b', 'c', 'd', 'e', 'a'].map((id) => ({ ...message(id), event: id === 'd' ? 'poison' : 'fine' })),
      { poison: 'poison' },
    )
    expect(await loadEvents(ports)).toEqual({ received: 6, stored: 4, duplicates: 1, quarantined: 1 })
    expect(table.map((event) => event.messageId)).toEqual(['a', 'b', 'c', 'e'])
    expect(refused).toMatchObject([{ reason: 'store_refused', position: 3, record: { messageId: 'd', event: 'poison' } }])
  })

  test('an engine that is down quarantines nothing, also while a lease is being halved', async () => {
    const { ports, table, refused } = world([message('a'), { ...message('b'), event: 'poison' }], { poison: 'poison' })
    let calls = 0
    const insertEvents: typeof ports.insertEvents = (events) => {
      calls += 1
      return calls === 2 ? Promise.reject(new Error('restarting')) : ports.insertEvents(events)
    }
    await expect(loadEvents({ ...ports, insertEvents })).rejects.toThrow('restarting')
    expect(refused).toEqual([])
    expect(await loadEvents(ports)).toEqual({ received: 2, stored: 1, duplicates: 0, quarantined: 1 })
    expect(table).toHaveLength(1)
  })

  test('what is no message at all is counted and kept as it came', async () => {
    const { ports, refused } = world([message('a'), 'text', 5, null, ['x']] as never)
    expect(await loadEvents(ports)).toEqual({ received: 5, stored: 1, duplicates: 0, quarantined: 4 })
    expect(refused.map(({ reason, record }) => [reason, record])).toEqual([
      ['not_an_object', 'text'],
      ['not_an_object', 5],
      ['not_an_object', null],
      ['not_an_object', ['x']],
    ])
  })

  test('a repeat within one large request is a duplicate, wherever the request is divided', async () => {
    const ids = Array.from({ length: 6_000 }, (_, i) => message(`m${i}`))
    const { ports, table } = world([...ids, message('m0')])
    expect(await loadEvents(ports)).toEqual({ received: 6_001, stored: 6_000, duplicates: 1, quarantined: 0 })
    expect(table).toHaveLength(6_000)
  })
})
