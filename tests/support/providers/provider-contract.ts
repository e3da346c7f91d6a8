import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createProviderNetwork } from '#act/providers/provider-fetch.ts'
import type {
  AccountValues,
  CustomerReply,
  InboundCall,
  Outcome,
  Provider,
  ProviderKind,
  ProviderTools,
  ProviderValues,
  Receipt,
} from '#act/providers/provider.ts'
import { ManualClock } from '#kernel/clock.ts'
import type { ServerStep } from '#demo/providers/scripted-server.ts'

/** A message that a local server has taken. */
export interface TakenMessage {
  /** Null where the provider is not told it. */
  readonly sendKey: string | null
  readonly providerId: string
}

/** One kind of provider with a local server that answers as theirs does. */
export interface ProviderBench<Message> {
  /** Settings that the server is right for, with its address as `endpoint`. */
  readonly settings: ProviderValues
  readonly secrets: ProviderValues
  /** Well-formed, and not those of the server. */
  readonly wrongSecrets: ProviderValues
  /** A message that the server takes; each goes to another recipient. */
  message(sendKey: string): Message
  /** The recipient, normalised as a receipt has it. */
  addressOf(message: Message): string
  /** Everything that was ever taken, in order. */
  taken(): readonly TakenMessage[]
  /** What happens to the next messages. */
  script(...steps: readonly ServerStep[]): void
  /** A receipt as the provider calls with it. */
  receipt?(of: TakenMessage & { readonly address: string }, event: 'delivered' | 'failed'): InboundCall
  /** A reply as the provider calls with it. */
  reply?(reply: { readonly address: string; readonly text: string; readonly id: string }): InboundCall
  close(): Promise<void>
}

export interface ProviderAdapter<Message> {
  readonly kind: ProviderKind<Message>
  start(clock: ManualClock): Promise<ProviderBench<Message>>
  /** Every class of refusal of the provider, with what it must become. */
  readonly codes: readonly { readonly code: string; readonly becomes: Partial<Outcome> }[]
  /** What a wrong secret becomes; by default the account halts. */
  readonly wrongSecret?: Partial<Outcome>
  /** What a message becomes when our clock is 20 minutes fast; absent: the provider does not look at it. */
  readonly fastClock?: Partial<Outcome>
  /** Whether calls of the provider are signed, so that a changed one must be refused. */
  readonly signsCalls?: boolean
  /** False for those that nothing can be asked of without a message: their check says so. */
  readonly canProbe?: boolean
  /** False where the message itself says which server it goes to. */
  readonly hasEndpoint?: boolean
  /** Asks only by the provider's own id, so nothing of a message whose answer was lost. */
  readonly asksById?: boolean
  /** False for those that do not speak HTTP: the cases about its statuses do not apply. */
  readonly speaksHttp?: boolean
}

/** The time of the tests: a Tuesday at noon in Beijing. */
export const CONTRACT_NOW = new Date('2026-12-01T04:00:00Z')
const TIME_LIMIT_MS = 500
/** Where calls of the provider go. */
export const CALLBACK_URL = 'https://crm.example.com/hooks/providers/account-1/secret-part'

/** The rules that every provider keeps (provider.ts), on a local server that answers as theirs does. */
export function describeProvider<Message>(adapter: ProviderAdapter<Message>): void {
  describe(`the provider ${adapter.kind.name}`, () => {
    const network = createProviderNetwork(['127.0.0.1'])
    const clock = new ManualClock(CONTRACT_NOW)
    let bench: ProviderBench<Message>
    let provider: Provider<Message>
    let keys = 0

    const accountOf = (settings: ProviderValues, secrets: ProviderValues): AccountValues => ({
      id: 'account-1',
      settings,
      secrets,
      callbackUrl: CALLBACK_URL,
    })
    const toolsAt = (at: Pick<ManualClock, 'now'>): ProviderTools => ({
      clock: at,
      // Nobody waits half a minute here.
      fetch: (url, request) => network.fetch(url, { ...request, timeoutMs: Math.min(request.timeoutMs ?? TIME_LIMIT_MS, TIME_LIMIT_MS) }),
      resolve: (host) => network.resolve(host),
      shared: sharedValues(),
      random: () => 0.5,
    })
    const nextKey = (): string => `decision-${(keys += 1)}:1`
    /** One call of `send`, and how many messages the server took by it. */
    const sendOnce = async (by: Provider<Message>): Promise<{ outcome: Outcome; message: Message; sendKey: string; taken: number }> => {
      const sendKey = nextKey()
      const message = bench.message(sendKey)
      const before = bench.taken().length
      const outcome = await by.send(message)
      return { outcome, message, sendKey, taken: bench.taken().length - before }
    }

    beforeAll(async () => {
      bench = await adapter.start(clock)
    })
    beforeEach(() => {
      provider = adapter.kind.open(accountOf(bench.settings, bench.secrets), toolsAt(clock))
    })
    afterAll(async () => {
      network.close()
      await bench.close()
    })

    test('right values pass the check, and a required one that is missing is named', () => {
      adapter.kind.check(bench.settings, bench.secrets)
      for (const field of adapter.kind.fields.filter(({ required }) => required)) {
        const without = (values: ProviderValues): ProviderValues =>
          Object.fromEntries(Object.entries(values).filter(([name]) => name !== field.name))
        expect(() => adapter.kind.check(without(bench.settings), without(bench.secrets))).toThrow(
          expect.objectContaining({
            code: 'provider-value-wrong',
            details: expect.objectContaining({ field: field.name }) as unknown,
          }) as Error,
        )
      }
    })

    test('fields have names of their own, and words in both languages', () => {
      const names = adapter.kind.fields.map(({ name }) => name)
      expect(new Set(names).size).toBe(names.length)
      const texts = adapter.kind.fields.flatMap(({ label, hint, choices = [] }) => [label, hint, ...choices.map((choice) => choice.label)])
      expect(texts.filter(({ zh, en }) => zh.trim() === '' || en.trim() === '')).toEqual([])
    })

    test('the connection check finds right credentials right, and sends nothing', async () => {
      const before = bench.taken().length
      expect(await provider.probe()).toMatchObject({ ok: true, reason: '', said: '' })
      expect(bench.taken().length).toBe(before)
    })

    test('a message that is taken is accepted or delivered, once', async () => {
      const { outcome, taken } = await sendOnce(provider)
      expect(['accepted', 'delivered']).toContain(outcome.kind)
      expect(taken).toBe(1)
    })

    test('messages at the same time do not get in each other’s way', async () => {
      const before = bench.taken().length
      const outcomes = await Promise.all(Array.from({ length: 8 }, async () => (await provider.send(bench.message(nextKey()))).kind))
      expect(outcomes.every((kind) => kind === 'accepted' || kind === 'delivered')).toBe(true)
      expect(bench.taken().length - before).toBe(8)
    })

    test.each(adapter.codes)('the refusal $code becomes what it means', async ({ code, becomes }) => {
      bench.script({ kind: 'code', code })
      const { outcome, taken } = await sendOnce(provider)
      expect(outcome).toMatchObject(becomes)
      expect(taken).toBe(0)
    })

    test('a refusal with a code that nobody knows is about this message only', async () => {
      bench.script({ kind: 'code', code: '999999' })
      const { outcome } = await sendOnce(provider)
      expect(['rejected', 'deferred']).toContain(outcome.kind)
      expect('suppress' in outcome).toBe(false)
    })

    test('a wrong secret halts the account, and the connection check says so', async () => {
      const wrong = adapter.kind.open(accountOf(bench.settings, bench.wrongSecrets), toolsAt(clock))
      const { outcome, taken } = await sendOnce(wrong)
      expect(outcome).toMatchObject(adapter.wrongSecret ?? { kind: 'halted', what: 'account' })
      expect(taken).toBe(0)
      const probe = await wrong.probe()
      // Where nothing can be asked without a message, the check says so and does not pretend.
      const unchecked = probe.facts.some(({ name }) => name === 'not_checked_before_a_message')
      expect([probe.ok, unchecked]).toEqual(adapter.canProbe === false ? [true, true] : [false, false])
      expect(probe.reason).toMatch(adapter.canProbe === false ? /^$/ : /^[a-z0-9_]+$/)
    })

    test('where nothing can have arrived, a message is deferred', async () => {
      if (adapter.hasEndpoint === false) return
      const nowhere = adapter.kind.open(accountOf({ ...bench.settings, endpoint: await closedPort() }, bench.secrets), toolsAt(clock))
      expect((await sendOnce(nowhere)).outcome).toMatchObject({ kind: 'deferred' })
      expect(await nowhere.probe()).toMatchObject({ ok: adapter.canProbe === false })
      expect(
        (await nowhere.ask?.({ sendKey: 'a:1', providerId: 'x', address: '+8613900000000', handedAt: CONTRACT_NOW })) ?? null,
      ).toBeNull()
    })

    test('a connection that is cut after the message was taken leaves it unknown, and asking finds it', async () => {
      bench.script({ kind: 'cut', taken: true })
      const { outcome, message, sendKey, taken } = await sendOnce(provider)
      expect(outcome.kind).toBe('unknown')
      expect(taken).toBe(1)
      const found = await provider.ask?.({ sendKey, providerId: null, address: bench.addressOf(message), handedAt: clock.now() })
      expect(
        provider.ask === undefined || adapter.asksById === true || (found !== null && found !== undefined && found.kind !== 'notSent'),
      ).toBe(true)
    })

    test('a connection that is cut before the message was taken leaves it unknown, too', async () => {
      bench.script({ kind: 'cut', taken: false })
      const { outcome, message, sendKey, taken } = await sendOnce(provider)
      expect(outcome.kind).toBe('unknown')
      expect(taken).toBe(0)
      const found = (await provider.ask?.({ sendKey, providerId: null, address: bench.addressOf(message), handedAt: clock.now() })) ?? null
      // That it is not there is no proof that it will not come.
      expect(found === null || found.kind === 'notSent').toBe(true)
    })

    test('an answer that comes late is waited for, and one that does not come leaves the message unknown', async () => {
      bench.script({ kind: 'slow', ms: 150 })
      const late = await sendOnce(provider)
      expect(['accepted', 'delivered']).toContain(late.outcome.kind)
      expect(late.taken).toBe(1)
      bench.script({ kind: 'slow', ms: TIME_LIMIT_MS + 300 })
      const never = await sendOnce(provider)
      expect(never.outcome.kind).toBe('unknown')
      expect(never.taken).toBe(1)
    })

    test('secrets and addresses never stand in what is kept of a failure', async () => {
      const secrets = Object.values(bench.secrets)
      const address = bench.addressOf(bench.message(nextKey()))
      bench.script({ kind: 'code', code: '999998', said: `${secrets.join(' and ')} for ${address}` })
      const { outcome } = await sendOnce(provider)
      const wrong = adapter.kind.open(accountOf(bench.settings, bench.wrongSecrets), toolsAt(clock))
      const text = JSON.stringify([outcome, await wrong.probe(), await provider.probe()])
      for (const secret of [...secrets, ...Object.values(bench.wrongSecrets), address.replace('+', '')]) expect(text).not.toContain(secret)
    })

    describe.each(adapter.speaksHttp === false ? [] : ['HTTP'])('answers of %s alone', () => {
      test('being told to wait defers the message by as long as they said', async () => {
        bench.script({ kind: 'status', status: 429, headers: { 'retry-after': '7' } })
        expect((await sendOnce(provider)).outcome).toMatchObject({ kind: 'deferred', retryAfterMs: 7_000 })
      })

      test.each([500, 503])('the bare status %i defers the message', async (status) => {
        bench.script({ kind: 'status', status })
        expect((await sendOnce(provider)).outcome.kind).toBe('deferred')
      })

      test.each([502, 504])('the bare status %i of a gateway leaves it unknown', async (status) => {
        bench.script({ kind: 'status', status })
        expect((await sendOnce(provider)).outcome.kind).toBe('unknown')
      })

      test.each(['<html>', '', '[]', 'null', '{"a":', '7'])(
        'the unreadable answer %j after a message was taken leaves it unknown',
        async (body) => {
          bench.script({ kind: 'body', body })
          const { outcome, taken } = await sendOnce(provider)
          expect(outcome.kind).toBe('unknown')
          expect(taken).toBe(1)
        },
      )
    })

    test.each([adapter.fastClock].filter((one) => one !== undefined))('a clock that is 20 minutes fast sends nothing', async (becomes) => {
      const fast = { now: () => new Date(clock.now().getTime() + 20 * 60_000) }
      const { outcome, taken } = await sendOnce(adapter.kind.open(accountOf(bench.settings, bench.secrets), toolsAt(fast)))
      expect(outcome).toMatchObject(becomes)
      expect(taken).toBe(0)
    })

    describe('calls of the provider', () => {
      const takenOne = async (): Promise<TakenMessage & { readonly address: string }> => {
        const { message } = await sendOnce(provider)
        const taken = bench.taken().at(-1)
        return { sendKey: null, providerId: '', ...taken, address: bench.addressOf(message) }
      }

      test('garbage is answered, believed by nobody and never an error', async () => {
        for (const call of garbageCalls()) {
          const inbound = await provider.receive?.(call)
          expect([inbound?.receipts ?? [], inbound?.replies ?? [], inbound?.changes ?? []]).toEqual([[], [], []])
          expect(inbound?.answer.status ?? 400).toBeLessThan(500)
        }
      })

      test('a receipt says of which message it is, again and again', async () => {
        const of = await takenOne()
        for (const event of ['delivered', 'failed', 'delivered', 'delivered'] as const) {
          const call = bench.receipt?.(of, event)
          if (call === undefined) return
          const inbound = await provider.receive?.(call)
          expect(inbound?.answer.status).toBeLessThan(300)
          const [receipt] = (inbound?.receipts ?? []) as readonly Receipt[]
          expect(receipt?.event.kind).toBe(event)
          // By our own key, or by the provider's id and the address.
          expect(receipt?.sendKey === of.sendKey || (receipt?.providerId === of.providerId && receipt.address === of.address)).toBe(true)
          expect(Number.isNaN(receipt?.at.getTime())).toBe(false)
        }
      })

      test('a reply has its words, its sender and a key that stays the same when it is told again', async () => {
        const call = bench.reply?.({ address: '+8613912340001', text: '拒收', id: '7' })
        if (call === undefined) return
        const [first] = ((await provider.receive?.(call))?.replies ?? []) as readonly CustomerReply[]
        const [again] = ((await provider.receive?.(call))?.replies ?? []) as readonly CustomerReply[]
        expect(first).toMatchObject({ text: '拒收' })
        expect(again?.key).toBe(first?.key)
        const other = bench.reply?.({ address: '+8613912340001', text: '拒收', id: '8' })
        const [second] = other === undefined ? [] : ((await provider.receive?.(other))?.replies ?? [])
        expect(second?.key).not.toBe(first?.key)
      })

      test('a call that was changed after it was signed is refused and says nothing', async () => {
        if (adapter.signsCalls !== true) return
        const calls = [bench.receipt?.(await takenOne(), 'failed'), bench.reply?.({ address: '+8613912340001', text: 'R', id: '9' })]
        for (const call of calls.filter((one) => one !== undefined)) {
          for (const forged of forgeries(call)) {
            const inbound = await provider.receive?.(forged)
            expect(inbound?.answer.status).toBe(403)
            expect([inbound?.receipts, inbound?.replies]).toEqual([[], []])
          }
        }
      })
    })
  })
}

/** Bodies that a stranger may send to an address that anybody can call. */
function garbageCalls(): readonly InboundCall[] {
  const bodies = [
    '',
    '{}',
    '[]',
    'null',
    '[null,1,"a",[],{}]',
    '{"a":',
    '<xml><a></xml>',
    '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
    'a=1&a=2&__proto__=x',
    '[{"__proto__":{"success":true},"phone_number":{"toString":1}}]',
    '[{"phone_number":"' + '9'.repeat(5_000) + '","success":true,"biz_id":"1"}]',
    '['.repeat(20_000),
    `[${'{"success":true},'.repeat(20_000)}{}]`,
    '\u0000\uFFFF',
  ]
  const types = ['application/json', 'application/x-www-form-urlencoded', 'text/xml', '']
  const urls = [`${CALLBACK_URL}?signature=a&timestamp=b&nonce=c&echostr=d&key=%E0%A4%A`, 'not an address', '']
  const calls = bodies.flatMap((body) =>
    types.map((type) => ({ method: 'POST', url: CALLBACK_URL, headers: { 'content-type': type }, body: Buffer.from(body) })),
  )
  const raw = { method: 'POST', url: CALLBACK_URL, headers: {}, body: Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28]) }
  return [...calls, raw, ...urls.flatMap((url) => ['GET', 'POST'].map((method) => ({ ...raw, method, url })))]
}

/** The same call with one thing changed. */
function forgeries(call: InboundCall): readonly InboundCall[] {
  const changed = Buffer.from(call.body)
  const place = changed.length - 1
  if (place >= 0) changed[place] = (changed[place] ?? 0) ^ 1
  return [
    { ...call, body: changed },
    { ...call, url: `${call.url}${call.url.includes('?') ? '&' : '?'}key=other%3A1&timestamp=1` },
    { ...call, headers: { 'content-type': call.headers['content-type'] ?? '' }, url: call.url.split('?')[0] ?? '' },
  ]
}

/** An address of this machine where nobody listens. */
async function closedPort(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise<void>((resolve) => void server.close(() => resolve()))
  return `http://127.0.0.1:${port}`
}

/** Values of one node; they last as long as the test. */
function sharedValues(): ProviderTools['shared'] {
  const values = new Map<string, string>()
  return {
    async get(key, make, options) {
      const known = values.get(key)
      if (known !== undefined && known !== options?.notThis) return known
      const { value } = await make()
      values.set(key, value)
      return value
    },
  }
}
