import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

interface Request {
  readonly url: string
  readonly data: { readonly writeKey: string; readonly batch: Record<string, unknown>[] }
  success(answer: { statusCode: number; header?: Record<string, string> }): void
  fail(): void
}

interface Liuke {
  track(event: string, properties?: object): void
  flush(): void
  identify(userId: string, traits?: object): void
  consent(answer: boolean): void
  wrapPage(page: (options: PageOptions) => void): (options: PageOptions) => void
  wrapApp(app: (options: PageOptions) => void): (options: PageOptions) => void
}
type PageOptions = Record<string, ((...given: unknown[]) => unknown) | undefined>

// The file as a mini-program has it: a CommonJS module, with nothing of Node.js around it.
const source = readFileSync(new URL('../../web/trackers/liuke-mini.js', import.meta.url), 'utf8')
function loadTracker(): { createLiuke(options: object): Liuke } {
  const module = { exports: {} as { createLiuke(options: object): Liuke } }
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval, typescript/no-unsafe-call
  new Function('module', source)(module)
  return module.exports
}

/** A phone: its storage outlives the program, its requests wait for an answer, its time moves when told. */
function phone() {
  const storage = new Map<string, unknown>()
  const requests: Request[] = []
  const timers: { at: number; run: () => void }[] = []
  let time = Date.parse('2026-05-01T10:00:00Z')
  let drawn = 0
  const wx = {
    getStorageSync: (key: string) => structuredClone(storage.get(key) ?? ''),
    setStorageSync: (key: string, value: unknown) => void storage.set(key, structuredClone(value)),
    removeStorageSync: (key: string) => void storage.delete(key),
    request: (request: Request) => void requests.push(request),
  }
  return {
    storage,
    requests,
    wx,
    start: (options: object = {}) =>
      loadTracker().createLiuke({
        wx,
        writeKey: 'wk_1',
        address: 'https://liuke.example',
        clock: () => time,
        random: () => ((drawn += 1) % 997) / 997,
        later: (run: () => void, ms: number) => void timers.push({ at: time + ms, run }),
        ...options,
      }),
    pass(ms: number) {
      time += ms
      for (const timer of timers.splice(0))
        if (timer.at <= time) timer.run()
        else timers.push(timer)
    },
  }
}

const said = (request: Request | undefined) =>
  request?.data.batch.map(({ type, event, name, properties }) => [type, event ?? name ?? '', properties ?? null])

test('pages, dwell, taps and shares of a mini-program arrive as events', () => {
  const { start, requests, pass, storage } = phone()
  const liuke = start()
  const calls: string[] = []
  let made: PageOptions = {}
  liuke.wrapPage((options) => (made = options))({
    onShow: () => calls.push('show'),
    onShareAppMessage: () => ({ title: '茶' }),
    buy: () => calls.push('buy'),
  })
  const self = { route: 'pages/tea' }
  made['onShow']?.call(self)
  made['buy']?.call(self, { type: 'tap', currentTarget: { dataset: { liuke: 'buy' }, id: 'b1' } })
  made['buy']?.call(self, { type: 'tap', currentTarget: { dataset: {}, id: '' } })
  expect(made['onShareAppMessage']?.call(self)).toEqual({ title: '茶' })
  pass(2_500)
  made['onHide']?.call(self)
  made['onUnload']?.call(self)
  expect(calls).toEqual(['show', 'buy', 'buy'])
  pass(5_000)
  expect(requests.map(({ url, data }) => [url, data.writeKey])).toEqual([['https://liuke.example/v1/batch', 'wk_1']])
  expect(said(requests[0])).toEqual([
    ['page', 'pages/tea', { path: 'pages/tea' }],
    ['track', 'Element Clicked', { target: 'buy', kind: 'tap', path: 'pages/tea' }],
    ['track', 'Page Shared', { path: 'pages/tea' }],
    ['track', 'Page Left', { path: 'pages/tea', seconds_visible: 2.5 }],
  ])
  expect(new Set(requests[0]?.data.batch.map(({ anonymousId }) => anonymousId)).size).toBe(1)
  expect(new Set(requests[0]?.data.batch.map(({ messageId }) => messageId)).size).toBe(4)
  requests[0]?.success({ statusCode: 200 })
  expect(storage.has('liuke_queue')).toBe(false)
})

test('what an overloaded server or a dead network did not take is sent again after the time, with the same ids, also by the next start', () => {
  const { start, requests, pass } = phone()
  const liuke = start()
  liuke.track('A')
  pass(5_000)
  requests[0]?.success({ statusCode: 429, header: { 'Retry-After': '30' } })
  liuke.flush()
  pass(29_000)
  expect(requests).toHaveLength(1)
  pass(1_000)
  expect(requests).toHaveLength(2)
  requests[1]?.fail()
  const next = start()
  next.track('B')
  pass(5_000)
  expect(said(requests.at(-1))).toEqual([
    ['track', 'A', {}],
    ['track', 'B', {}],
  ])
  expect(requests.at(-1)?.data.batch[0]?.['messageId']).toBe(requests[0]?.data.batch[0]?.['messageId'])
})

test('what is refused for good is dropped, and the rest goes on', () => {
  const { start, requests, pass, storage } = phone()
  const liuke = start()
  liuke.track('A')
  pass(5_000)
  requests[0]?.success({ statusCode: 400 })
  expect(storage.has('liuke_queue')).toBe(false)
  liuke.track('B')
  pass(5_000)
  expect(said(requests[1])).toEqual([['track', 'B', {}]])
})

test('the queue is bounded in number and size, and a batch holds fifty', () => {
  const { start, requests, storage } = phone()
  const liuke = start()
  for (let i = 0; i < 600; i += 1) liuke.track(`e${i}`)
  liuke.track('large', { text: 'x'.repeat(31_000) })
  expect(requests).toHaveLength(1)
  expect(requests[0]?.data.batch).toHaveLength(50)
  const kept = storage.get('liuke_queue') as Record<string, unknown>[]
  expect([kept.length, kept[0]?.['event'], kept.at(-1)?.['event']]).toEqual([500, 'e100', 'e599'])
})

test('before the consent that it needs nothing is kept or sent; a no takes away what waits', () => {
  const { start, requests, pass, storage } = phone()
  const liuke = start({ consent: 'required' })
  liuke.track('A')
  liuke.identify('M1')
  pass(10_000)
  expect([requests.length, [...storage.keys()]]).toEqual([0, []])
  liuke.consent(true)
  liuke.track('B')
  liuke.consent(false)
  pass(10_000)
  expect([requests.length, storage.has('liuke_queue')]).toEqual([0, false])
  // The answer is remembered.
  start().track('C')
  pass(10_000)
  expect(requests).toHaveLength(0)
})

test('a login holds for later events; a logout is another device', () => {
  const { start, requests, pass } = phone()
  const liuke = start()
  liuke.identify('M1', { plan: 'gold' })
  start().track('A')
  liuke.identify('')
  liuke.track('B')
  pass(5_000)
  const sent = requests.flatMap(({ data }) => data.batch)
  const of = (event: string) => sent.find((message) => message['event'] === event)
  expect(sent.find(({ type }) => type === 'identify')).toMatchObject({ userId: 'M1', traits: { plan: 'gold' } })
  expect(of('A')).toMatchObject({ userId: 'M1' })
  expect(of('B')).not.toHaveProperty('userId')
  expect(of('B')?.['anonymousId']).not.toBe(of('A')?.['anonymousId'])
})

test('both trackers are small', () => {
  const size = (name: string) => gzipSync(readFileSync(new URL(`../../web/trackers/${name}`, import.meta.url))).length
  expect(size('liuke-web.js')).toBeLessThan(5_000)
  expect(size('liuke-mini.js')).toBeLessThan(5_000)
})
