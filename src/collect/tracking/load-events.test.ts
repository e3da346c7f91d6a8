import { describe, expect, test } from 'vitest'
import { memoryEvents } from '../../../tests/support/memory/memory-events.ts'
import { memoryInbox } from '../../../tests/support/memory/memory-inbox.ts'
import type { QualityGate } from '../quality-gate.ts'
import type { LoaderPorts } from './load-events.ts'
import { ZoneClocks } from './zone-clocks.ts'
import type { ConsentRule } from './source-rule.ts'
import { loadEvents } from './load-events.ts'

const RECEIVED = Date.parse('2026-05-01T10:00:00Z')

/** An inbox and a table of events in memory, which fail where a test wants it. */
async function world(
  messages: readonly unknown[],
  options: {
    failInsertOnce?: boolean
    failFinishOnce?: boolean
    poison?: string
    /** Whether the source named "asking" requires a yes, and what the ledger knows of its people. */
    required?: boolean
    ledger?: Readonly<Record<string, boolean>>
  } = {},
) {
  const ledger = new Map(Object.entries(options.ledger ?? {}))
  const asking: ConsentRule = { purpose: 'analytics', required: options.required ?? false, categories: [] }
  const inbox = memoryInbox()
  const events = memoryEvents()
  const send = (more: readonly unknown[], receivedAt: number, sourceId = 's') =>
    inbox.append([{ sourceId, receivedAt, sentAt: null, messages: more }])
  await send(messages, RECEIVED)
  const once = { ...options }
  const ports: LoaderPorts = {
    async lease(maxMessages) {
      const lease = await inbox.lease(maxMessages)
      if (lease === null || once.failFinishOnce !== true) return lease
      once.failFinishOnce = false
      return { ...lease, finish: () => Promise.reject(new Error('crash before the commit')) }
    },
    sourceRules: () =>
      Promise.resolve(
        new Map([
          ['asking', { userIdKind: 'user_id', consent: asking, isWatched: true }],
          ['watched', { userIdKind: 'user_id', isWatched: true }],
        ]),
      ),
    knownConsents: (all) => Promise.resolve(all.map((event) => ledger.get(event.identifiers[0]?.value ?? '') ?? null)),
    storedMessages: events.storedMessages,
    endLateInserts: events.endLateInserts,
    resolveCustomers: (all) => Promise.resolve(all.map(() => ({ customerId: 'customer', originId: 'customer' }))),
    insertEvents: (block) => {
      if (once.failInsertOnce === true) {
        once.failInsertOnce = false
        return Promise.reject(new Error('engine away'))
      }
      if (block.some(({ name }) => name === options.poison)) return Promise.reject(new RangeError('refused by the engine'))
      return events.insertEvents(block)
    },
    isAboutData: (error) => error instanceof RangeError,
    toUtc: () => new ZoneClocks().of('Asia/Shanghai'),
    currency: 'CNY',
    recordOrders: () => Promise.resolve(),
    idSecret: 'secret',
  }
  return { ports, table: events.table, counts: inbox.counts, refused: inbox.refused, signalled: inbox.stored, watched: inbox.watched, send }
}

/** A rule of quality that refuses everything. */
const STRICT: QualityGate = () => ({ refusal: { field: 'name', message: 'Refused.' }, flags: [] })
const message = (messageId: string) => ({ type: 'track', event: 'Product Viewed', userId: 'u', messageId })

describe('loading events', () => {
  test('received is stored plus duplicates plus quarantined', async () => {
    const { ports, table, refused } = await world([
      message('a'),
      message('a'),
      message('b'),
      { type: 'track', userId: 'u' },
      { type: 'nonsense' },
    ])
    expect(await loadEvents(ports)).toEqual({ received: 5, stored: 2, duplicates: 1, quarantined: 2, droppedByConsent: 0 })
    expect(table.map((event) => event.messageId)).toEqual(['a', 'b'])
    expect(refused.map(({ step, reason, position }) => [step, reason, position])).toEqual([
      ['validate', 'no_event_name', 3],
      ['parse', 'unknown_type', 4],
    ])
    expect(await loadEvents(ports)).toBeNull()
  })

  test('the same message id changes nothing, however late it comes', async () => {
    const { ports, table, send, signalled } = await world([message('a')])
    await loadEvents(ports)
    await send([message('a'), message('c')], RECEIVED + 90 * 86_400_000)
    expect(await loadEvents(ports)).toEqual({ received: 2, stored: 1, duplicates: 1, quarantined: 0, droppedByConsent: 0 })
    expect(table).toHaveLength(2)
    expect(signalled.map(({ messageId }) => messageId)).toEqual(['a', 'c'])
  })

  test('the same message id of another source is another message, in one load and in two', async () => {
    const { ports, table, send } = await world([message('a')])
    await send([message('a'), message('b')], RECEIVED + 1, 't')
    expect(await loadEvents(ports)).toEqual({ received: 3, stored: 3, duplicates: 0, quarantined: 0, droppedByConsent: 0 })
    await send([message('b')], RECEIVED + 2)
    await send([message('b')], RECEIVED + 3, 't')
    expect(await loadEvents(ports)).toEqual({ received: 2, stored: 1, duplicates: 1, quarantined: 0, droppedByConsent: 0 })
    expect(table.map(({ sourceId, messageId }) => sourceId + messageId)).toEqual(['sa', 'ta', 'tb', 'sb'])
  })

  test("a time without an offset is one of the project's zone", async () => {
    const { ports, table } = await world([{ ...message('a'), timestamp: '2026-05-01T12:00:00' }])
    await loadEvents(ports)
    expect(table.map(({ occurredAt }) => new Date(occurredAt).toISOString())).toEqual(['2026-05-01T04:00:00.000Z'])
  })

  describe('a source with a purpose', () => {
    const says = (messageId: string, userId: string, word?: boolean, more: object = {}) => ({
      ...message(messageId),
      userId,
      ...(word === undefined ? {} : { context: { consent: { categoryPreferences: { Analytics: word } } } }),
      ...more,
    })
    const sent = [
      says('a', 'silent'),
      says('b', 'yes', true),
      says('c', 'no', false),
      says('d', 'known-yes'),
      says('e', 'known-no'),
      says('f', 'known-no', true),
      says('g', 'silent', undefined, { event: '' }),
      says('h', 'no', false, { timestamp: 'yesterday' }),
    ]
    const ledger = { 'known-yes': true, 'known-no': false }

    test('keeps nothing of people who said no, in the message or before; each is counted', async () => {
      const { ports, table, refused, signalled, send } = await world([], { ledger })
      await send(sent, RECEIVED + 1, 'asking')
      expect(await loadEvents(ports)).toEqual({ received: 8, stored: 3, duplicates: 0, quarantined: 1, droppedByConsent: 4 })
      expect(table.map(({ messageId }) => messageId)).toEqual(['a', 'b', 'd'])
      expect(signalled.map(({ messageId }) => messageId)).toEqual(['a', 'b', 'd'])
      expect(refused.map(({ record }) => record)).toMatchObject([{ messageId: 'g' }])
    })

    test('that requires a yes keeps nothing without one, not in quarantine either', async () => {
      const { ports, table, refused, send } = await world([], { ledger, required: true })
      await send(sent, RECEIVED + 1, 'asking')
      expect(await loadEvents(ports)).toEqual({ received: 8, stored: 2, duplicates: 0, quarantined: 0, droppedByConsent: 6 })
      expect(table.map(({ messageId }) => messageId)).toEqual(['b', 'd'])
      expect(refused).toEqual([])
    })

    test('says nothing of other sources', async () => {
      const { ports } = await world(sent, { ledger, required: true })
      expect(await loadEvents(ports)).toMatchObject({ received: 8, stored: 6, quarantined: 2, droppedByConsent: 0 })
    })

    test('keeps in quarantine what a rule refuses of people whose yes the ledger knows, and of nobody else', async () => {
      const { ports, refused, send } = await world([], { ledger, required: true })
      await send([says('d', 'known-yes'), says('e', 'known-no'), says('f', 'known-no', true), says('g', 'silent')], RECEIVED + 1, 'asking')
      expect(await loadEvents({ ...ports, qualityGate: () => STRICT })).toMatchObject({ stored: 0, quarantined: 1, droppedByConsent: 3 })
      expect(refused.map(({ record, reason }) => [(record as { messageId: string }).messageId, reason])).toEqual([['d', 'quality_rule']])
    })

    test('counts as stored what an attempt that did not finish stored, whatever was said since', async () => {
      const words: Record<string, boolean> = { 'known-yes': true }
      const { ports, table, send } = await world([], { required: true, failFinishOnce: true, ledger: words })
      await send([says('d', 'known-yes')], RECEIVED + 1, 'asking')
      await expect(loadEvents(ports)).rejects.toThrow('crash')
      const after = { ...ports, knownConsents: () => Promise.resolve([false]) }
      expect(await loadEvents(after)).toMatchObject({ received: 1, stored: 1, droppedByConsent: 0 })
      expect(table).toHaveLength(1)
    })
  })

  test('a crash between the insert and the commit stores nothing twice and loses no count', async () => {
    const { ports, table, counts, signalled } = await world([message('a'), message('b')], { failFinishOnce: true })
    await expect(loadEvents(ports)).rejects.toThrow('crash')
    expect(await loadEvents(ports)).toEqual({ received: 2, stored: 2, duplicates: 0, quarantined: 0, droppedByConsent: 0 })
    expect(table).toHaveLength(2)
    expect(counts).toHaveLength(1)
    // The first attempt signalled none of them.
    expect(signalled.map(({ messageId, customerId }) => [messageId, customerId])).toEqual([
      ['a', 'customer'],
      ['b', 'customer'],
    ])
  })

  test('what an attempt stored that could not finish counts as stored, though a rule refuses it since', async () => {
    const { ports, table, refused, signalled, send } = await world([message('a'), message('b'), message('b')], { failFinishOnce: true })
    await expect(loadEvents(ports)).rejects.toThrow('crash')
    await send([message('c'), message('a')], RECEIVED + 1)
    const strict = { ...ports, qualityGate: () => STRICT }
    // The second b was never stored for itself, and neither were c and the a that came later.
    expect(await loadEvents(strict)).toEqual({ received: 5, stored: 2, duplicates: 0, quarantined: 3, droppedByConsent: 0 })
    expect(table.map(({ messageId }) => messageId)).toEqual(['a', 'b'])
    expect(signalled.map(({ messageId }) => messageId)).toEqual(['a', 'b'])
    expect(refused).toHaveLength(3)
  })

  describe('two messages of one request with one id, of which a rule lets pass another one than before the crash', () => {
    const odd = { ...message('a'), event: 'Odd', timestamp: '2026-05-01T09:00:00Z' }
    const fine = { ...message('a'), event: 'Fine', timestamp: '2026-05-01T09:30:00Z' }
    const gate: QualityGate = (_kind, read) => ({
      refusal: read('name') === 'Odd' ? { field: 'name', message: 'Odd.' } : null,
      flags: [],
    })

    test('where the rule is gone since, the one that is stored is signalled and the other is its copy', async () => {
      const { ports, table, signalled } = await world([odd, fine], { failFinishOnce: true })
      await expect(loadEvents({ ...ports, qualityGate: () => gate })).rejects.toThrow('crash')
      expect(await loadEvents(ports)).toEqual({ received: 2, stored: 1, duplicates: 1, quarantined: 0, droppedByConsent: 0 })
      expect([table, signalled].map((all) => all.map(({ name }) => name))).toEqual([['Fine'], ['Fine']])
    })

    test('where the rule came since, the one that is stored counts as stored and the other is its copy', async () => {
      const { ports, table, signalled, refused } = await world([odd, fine], { failFinishOnce: true })
      await expect(loadEvents(ports)).rejects.toThrow('crash')
      expect(await loadEvents({ ...ports, qualityGate: () => gate })).toEqual({
        received: 2,
        stored: 1,
        duplicates: 1,
        quarantined: 0,
        droppedByConsent: 0,
      })
      expect([table, signalled].map((all) => all.map(({ name }) => name))).toEqual([['Odd'], ['Odd']])
      expect(refused).toEqual([])
    })
  })

  test('what an attempt before still inserts is ended before the next one looks what is there', async () => {
    const order: string[] = []
    const { ports } = await world([message('a')])
    await loadEvents({
      ...ports,
      endLateInserts: () => Promise.resolve(void order.push('end')),
      storedMessages: (all) => Promise.resolve(void order.push('look')).then(() => ports.storedMessages(all)),
    })
    expect(order).toEqual(['end', 'look'])
  })

  test('an engine that is away leaves the messages in the inbox', async () => {
    const { ports, table } = await world([message('a')], { failInsertOnce: true })
    await expect(loadEvents(ports)).rejects.toThrow('away')
    expect(table).toHaveLength(0)
    expect(await loadEvents(ports)).toMatchObject({ stored: 1 })
  })

  test('a record that the engine refuses stands alone in quarantine, those beside it are stored', async () => {
    const { ports, table, refused } = await world(
      ['a', 'b', 'c', 'd', 'e', 'a'].map((id) => ({ ...message(id), event: id === 'd' ? 'poison' : 'fine' })),
      { poison: 'poison' },
    )
    expect(await loadEvents(ports)).toEqual({ received: 6, stored: 4, duplicates: 1, quarantined: 1, droppedByConsent: 0 })
    expect(table.map((event) => event.messageId)).toEqual(['a', 'b', 'c', 'e'])
    expect(refused).toMatchObject([{ step: 'store', reason: 'store_refused', position: 3, record: { messageId: 'd', event: 'poison' } }])
  })

  test('an engine that is down quarantines nothing, also while a lease is being halved', async () => {
    const { ports, table, refused } = await world([message('a'), { ...message('b'), event: 'poison' }], { poison: 'poison' })
    let calls = 0
    const insertEvents: typeof ports.insertEvents = (events) => {
      calls += 1
      return calls === 2 ? Promise.reject(new Error('restarting')) : ports.insertEvents(events)
    }
    await expect(loadEvents({ ...ports, insertEvents })).rejects.toThrow('restarting')
    expect(refused).toEqual([])
    expect(await loadEvents(ports)).toEqual({ received: 2, stored: 1, duplicates: 0, quarantined: 1, droppedByConsent: 0 })
    expect(table).toHaveLength(1)
  })

  test('what is no message at all is counted and kept as it came', async () => {
    const { ports, refused } = await world([message('a'), 'text', 5, null, ['x']])
    expect(await loadEvents(ports)).toEqual({ received: 5, stored: 1, duplicates: 0, quarantined: 4, droppedByConsent: 0 })
    expect(refused.map(({ reason, record }) => [reason, record])).toEqual([
      ['not_an_object', 'text'],
      ['not_an_object', 5],
      ['not_an_object', null],
      ['not_an_object', ['x']],
    ])
  })

  test('a repeat within one large request is a duplicate, wherever the request is divided', async () => {
    const ids = Array.from({ length: 6_000 }, (_, i) => message(`m${i}`))
    const { ports, table } = await world([...ids, message('m0')])
    expect(await loadEvents(ports)).toEqual({ received: 6_001, stored: 6_000, duplicates: 1, quarantined: 0, droppedByConsent: 0 })
    expect(table).toHaveLength(6_000)
  })

  test('of a watched source every message is kept for looking at, with what became of it; of others none', async () => {
    const { ports, watched, send } = await world([{ ...message('a'), event: 'Other' }])
    await send([message('b'), message('b'), { type: 'track', userId: 'u' }], RECEIVED, 'watched')
    await loadEvents(ports)
    expect(watched.map(({ sourceId, verdict, step, reason, field, name }) => [sourceId, verdict, step, reason, field, name])).toEqual([
      ['watched', 'quarantined', 'validate', 'no_event_name', 'event', ''],
      ['watched', 'stored', null, '', '', 'Product Viewed'],
      ['watched', 'duplicate', 'dedupe', 'duplicate', '', 'Product Viewed'],
    ])
    expect(watched[0]?.steps.map(({ verdict }) => verdict).join(' ')).toBe(
      'ok ok ok quarantined skipped skipped skipped skipped skipped skipped',
    )
    expect(watched[1]).toMatchObject({ user: '*', customerId: 'customer', stored: { name: 'Product Viewed', properties: {} } })
    expect(watched[1]?.steps.at(-1)).toEqual({ step: 'signal', verdict: 'ok', reason: 'new' })
  })

  test('what a person does not want kept is not kept for looking at either', async () => {
    const { ports, watched, send } = await world([], { required: true, ledger: { yes: true } })
    await send(
      [
        { ...message('a'), userId: 'no' },
        { ...message('b'), userId: 'yes' },
      ],
      RECEIVED,
      'asking',
    )
    await loadEvents(ports)
    expect(
      watched.map(({ verdict, user, name, userCodes, received }) => [verdict, user, name, userCodes.length, received === null]),
    ).toEqual([
      ['dropped', '', '', 0, true],
      ['stored', '***', 'Product Viewed', 1, false],
    ])
  })

  test('a load keeps no more than a hundred messages of a source for looking at: the newest', async () => {
    const { ports, watched, send } = await world([])
    await send(
      Array.from({ length: 150 }, (_, i) => ({ ...message(`m${i}`), event: `e${i}` })),
      RECEIVED,
      'watched',
    )
    await loadEvents(ports)
    expect([watched.length, watched[0]?.name, watched.at(-1)?.name]).toEqual([100, 'e50', 'e149'])
  })
})
