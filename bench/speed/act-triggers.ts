// npm run -s bench -- act-triggers [--json] [--events 200] [--seconds 30]
//
// What a trigger costs, with the whole product running beside it: events come in at the tracking API while 50 triggers and 20 journeys are live.
//   triggerP99Ms   from the event at the door to its mail at a local mail server: the 99th percentile
//   duplicates     customers who got more than one mail; forgotten: those who got none
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { ContentDetail } from '#http/act/content-schemas.ts'
import type { JourneyDetail } from '#http/act/journey-schemas.ts'
import type { NewSource } from '#http/collect/data-schemas.ts'
import { systemClock } from '#kernel/clock.ts'
import { startMailbox } from '#simulate/mailbox.ts'
import { ADMIN, Visitor } from '../../tests/http/support/house.ts'
import { openWholeHouse } from '../../tests/support/whole-house.ts'

const TRIGGERS = 50
const JOURNEYS = 20
const BATCH = 20
/** A mail that has not come by then does not come. */
const LONGEST_MS = 60_000

export interface TriggerSpeed {
  readonly triggerP50Ms: number
  readonly triggerP99Ms: number
  readonly duplicates: number
  readonly forgotten: number
}

const SEND = (content: { readonly id: string; readonly version: number }) => ({
  id: 'mail',
  name: '',
  kind: 'send',
  content,
  channels: ['email'],
  expiresHours: 48,
  unitCosts: {},
  time: 'now',
  next: null,
})
const WAIT = { id: 'wait', name: '', kind: 'wait', wait: { kind: 'for', duration: { n: 1, unit: 'day' } }, next: null }
const CONTENT = {
  name: 'Order note',
  // Neither caps nor quiet hours hold it up: what is measured is the way, and not the rules.
  purpose: 'transactional',
  email: {
    subject: { zh: '通知', en: 'Note' },
    preheader: { zh: '', en: '' },
    body: { kind: 'text', text: { zh: '您好。', en: 'Hello.' } },
  },
  fallbacks: {},
  utm: null,
}

/** In a house of its own, whose background runs. */
export async function measureTriggers(perSecond = 200, seconds = 30): Promise<TriggerSpeed> {
  const customers = perSecond * seconds
  const mailbox = await startMailbox({ port: 0, clock: systemClock, verdict: () => 'deliver', keepBodies: 0 })
  const shop = await openWholeHouse({
    clock: systemClock,
    background: true,
    env: {
      LIUKE_SMTP_URL: `smtp://${mailbox.host}:${mailbox.port}`,
      LIUKE_MAIL_FROM: 'care@shop.example',
      LIUKE_SHOP_NAME: 'Tea House',
      LIUKE_PUBLIC_URL: 'https://liuke.shop.example',
    },
  })
  try {
    const admin = new Visitor(shop.server.app)
    admin.remember(await admin.ask('POST', '/setup', { code: await shop.house.access.setup.code(), ...ADMIN }))
    const source = (await admin.ask('POST', '/sources', { name: 'App', kind: 'web', userIdKind: 'member_number' })).json<NewSource>()
    const batch = async (messages: readonly object[]): Promise<void> => {
      const answer = await fetch(`${shop.url}/v1/batch`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Basic ${Buffer.from(`${source.writeKey}:`).toString('base64')}` },
        body: JSON.stringify({ batch: messages }),
      })
      if (!answer.ok) throw new Error(`The tracking API answered ${answer.status}.`)
    }
    for (let start = 0; start < customers; start += 500) {
      await batch(
        Array.from({ length: Math.min(500, customers - start) }, (_, i) => ({
          type: 'identify',
          messageId: `i${start + i}`,
          userId: `M${start + i}`,
          traits: { email: `m${start + i}@example.com` },
        })),
      )
    }
    const { id, version } = (await admin.ask('POST', '/contents', { content: CONTENT })).json<ContentDetail>()
    await admin.ask('POST', `/contents/${id}/publish`, { version })
    const live = async (definition: object): Promise<void> => {
      const rest = { rule: { kind: 'again' }, holdout: 0, holdoutWaiver: 'a measurement' }
      const { journey, problems } = (await admin.ask('POST', '/journeys', { definition: { ...rest, ...definition } })).json<JourneyDetail>()
      const published = await admin.ask('POST', `/journeys/${journey.id}/publish`, { version: journey.version })
      if (published.statusCode !== 200) throw new Error(`A journey did not go live: ${problems.map(({ code }) => code).join(', ')}`)
    }
    const entry = (name: string) => ({ kind: 'event', event: { name, where: [] }, key: null })
    const exits = { events: [{ name: 'Left', where: [] }], condition: null }
    for (let i = 0; i < TRIGGERS; i += 1) {
      await live({
        name: `Trigger ${i}`,
        entry: entry(`T${i}`),
        audience: { field: 'customer.id', op: 'set' },
        steps: [SEND({ id, version })],
        first: 'mail',
      })
    }
    for (let i = 0; i < JOURNEYS; i += 1) await live({ name: `Journey ${i}`, entry: entry(`J${i}`), exits, steps: [WAIT], first: 'wait' })
    for (const began = Date.now(); ;) {
      const { rows } = await shop.house.engines.pg.query<{ n: number }>('SELECT count(*)::int AS n FROM customers')
      if ((rows[0]?.n ?? 0) >= customers) break
      if (Date.now() - began > 5 * LONGEST_MS) throw new Error('The customers were not loaded.')
      await setTimeout(500)
    }
    // What came in with them is worked off.
    await setTimeout(10_000)

    const sentAt = new Map<string, number>()
    const began = performance.now()
    for (let start = 0; start < customers; start += BATCH) {
      const due = began + (start / perSecond) * 1_000
      if (performance.now() < due) await setTimeout(due - performance.now())
      const at = Date.now()
      for (let i = start; i < Math.min(customers, start + BATCH); i += 1) sentAt.set(`m${i}@example.com`, at)
      await batch(
        Array.from({ length: Math.min(BATCH, customers - start) }, (_, i) => ({
          type: 'track',
          messageId: `t${start + i}`,
          userId: `M${start + i}`,
          event: `T${(start + i) % TRIGGERS}`,
        })),
      )
    }
    for (const ended = Date.now(); mailbox.mails.length < customers && Date.now() - ended < LONGEST_MS;) await setTimeout(250)
    const received = Map.groupBy(mailbox.mails, ({ to }) => to)
    const took = [...received].map(([to, [first]]) => (first?.receivedAt.getTime() ?? 0) - (sentAt.get(to) ?? 0)).toSorted((a, b) => a - b)
    const at = (share: number): number => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? LONGEST_MS
    return {
      triggerP50Ms: at(0.5),
      triggerP99Ms: at(0.99),
      duplicates: [...received.values()].filter(({ length }) => length > 1).length,
      forgotten: customers - received.size,
    }
  } finally {
    await shop.stop()
    await mailbox.close()
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      events: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '30' },
    },
  })
  const speed = await measureTriggers(Number(values.events), Number(values.seconds))
  process.stdout.write(
    values.json
      ? `${JSON.stringify(speed)}\n`
      : `${Object.entries(speed)
          .map(([name, value]) => `${name} ${value}`)
          .join('\n')}\n`,
  )
}
