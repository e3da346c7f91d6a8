import { readFile } from 'node:fs/promises'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UploadFolder } from '#http/collect/upload-folder.ts'
import { AppError } from '#kernel/app-error.ts'
import { BUILT_IN_ROLES, permissionsOf } from '#access/permission.ts'
import type { BuiltInRole } from '#access/permission.ts'
import { guardRoutes } from '#http/access/authenticate.ts'
import { answerWriter } from '#http/answer-writer.ts'
import { problemOf } from '#http/problem.ts'
import { createRateLeases } from '#store/relational/rate-lease-store.ts'
import { memoryUploads } from '../support/memory/memory-uploads.ts'
import { firstAdmin, openHouse, Visitor } from './support/house.ts'
import type { House } from './support/house.ts'

const ID = '01890000-0000-7000-8000-000000000001'
const consoleDir = mkdtempSync(join(tmpdir(), 'liuke-console-'))

let house: House
let admin: Visitor
const routes: RouteOptions[] = []

/** Every declared route, once per method, with something in place of its parameters. */
function declared(): { method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; url: string; route: RouteOptions }[] {
  return routes.flatMap((route) =>
    [route.method]
      .flat()
      .filter((method) => method !== 'HEAD' && method !== 'OPTIONS')
      .map((method) => ({ method: method as 'GET', url: route.url.replaceAll(/:\w+/g, ID), route })),
  )
}

function watchRoutes(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    routes.push(route)
  })
}

beforeAll(async () => {
  mkdirSync(join(consoleDir, 'assets'))
  writeFileSync(join(consoleDir, 'index.html'), '<!doctype html><title>console</title>')
  writeFileSync(join(consoleDir, 'assets', 'app-1a2b3c.js'), `console.log(${'1+'.repeat(2_000)}1)`)
  house = await openHouse({ consoleDir, doors: [watchRoutes] })
  admin = await firstAdmin(house)
})
afterAll(async () => {
  await house.close()
})

test('every answer that a route declares can be written', () => {
  const answers = routes.flatMap((route) => Object.values((route.schema?.response ?? {}) as Readonly<Record<string, object>>))
  expect(answers.length).toBeGreaterThan(100)
  for (const answer of answers) expect(() => answerWriter(answer)).not.toThrow()
})

describe('who may call what', () => {
  test('a route that says nothing about access stops the server', () => {
    const app = Fastify()
    guardRoutes(app)
    expect(() => app.get('/open', () => 'hello')).toThrow('must have either config.permission or config.public')
  })

  test('there is a good number of routes, and only known ones are public', () => {
    expect(declared().length).toBeGreaterThan(45)
    const open = declared().filter(({ route }) => route.config?.public === true)
    expect(open.map(({ method, route }) => `${method} ${route.url}`).toSorted()).toEqual([
      'GET /*',
      'GET /api/v1/setup',
      'GET /c/:token',
      'GET /health',
      'GET /health/ready',
      'GET /i/:file',
      'GET /l/:code',
      'GET /l/:code/:token',
      'GET /o/:token',
      'GET /q/:id',
      'GET /q/l/:token',
      'GET /u/:token',
      'GET /u/:token/preferences',
      'POST /api/v1/login',
      'POST /api/v1/setup',
      'POST /q/:id',
      'POST /q/l/:token',
      'POST /u/:token',
      'POST /u/:token/preferences',
    ])
  })

  test('every route without a login is 401', async () => {
    const opened: string[] = []
    const visitor = new Visitor(house.app)
    for (const { method, url, route } of declared()) {
      if (route.config?.public === true) continue
      const body = method === 'GET' || method === 'DELETE' ? undefined : {}
      const bare = await visitor.ask(method, url, body)
      const forged = await visitor.ask(method, url, body, { authorization: 'Bearer lk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' })
      for (const response of [bare, forged]) {
        if (response.statusCode !== 401 || response.json<{ code: string }>().code !== 'not-signed-in') opened.push(`${method} ${url}`)
      }
    }
    expect(opened).toEqual([])
  })

  test.each([...BUILT_IN_ROLES])('the role %s reaches exactly its own routes', async (role: BuiltInRole) => {
    const email = `the-${role}@example.com`
    await admin.ask('POST', '/users', { email, name: role, password: `long enough for ${role}`, role })
    const visitor = new Visitor(house.app)
    await visitor.login(email, `long enough for ${role}`)
    const [refused, foreign]: [string[], string[]] = [[], []]
    for (const { method, url, route } of declared()) {
      const { permission, alsoNeeds, reach } = route.config ?? {}
      if (permission === undefined || url === '/api/v1/logout' || url === '/api/v1/me/password') continue
      const response = await visitor.ask(method, url, method === 'GET' || method === 'DELETE' ? undefined : {})
      const may = permission === 'own-session' || permission === 'signed-in' || permissionsOf(role).includes(permission)
      const mayAlso = alsoNeeds === undefined || permissionsOf(role).includes(alsoNeeds)
      // An agent sees only a part of the shop: what is of the whole is closed to them.
      const mayHere = role !== 'agent' || permission === 'own-session' || permission === 'signed-in' || reach === 'scope'
      if (!may || !mayAlso || !mayHere) foreign.push(`${method} ${url}`)
      if (response.statusCode === 401 || response.statusCode === 403) refused.push(`${method} ${url}`)
    }
    expect(refused).toEqual(foreign)
    for (const job of await house.jobs.list(100)) {
      if (job.state === 'queued' || job.state === 'running') await house.jobs.cancel(job.id)
    }
    await house.jobs.whenIdle()
  })
})

describe('problems', () => {
  test.each([
    ['GET', '/customers?limit=0', 400, 'query.limit'],
    ['GET', '/customers?limit=many', 400, 'query.limit'],
    ['GET', '/customers?limit=true', 400, 'query.limit'],
    ['GET', '/customers?search=x', 400, 'q, lifecycleTier'],
    ['GET', '/me?x=1', 400, 'takes no parameters'],
    ['POST', '/churn/versions/true/promote', 400, 'params.version'],
    ['GET', '/customers?cursor=%00', 400, 'query'],
    ['GET', '/customers?cursor=bm90IGEgY3Vyc29y', 400, 'query.cursor'],
    ['GET', '/customers?sort=name', 400, 'query.sort'],
    ['GET', '/customers/42', 400, 'params.id'],
    ['GET', `/customers/${ID}`, 404, 'no such customer'],
    ['GET', '/nothing-here', 404, 'nothing at this address'],
    ['POST', '/users', 400, 'body.email'],
  ] as const)('%s %s is %i and says what to correct', async (method, url, status, words) => {
    const response = await admin.ask(method, url, method === 'POST' ? { name: 'x' } : undefined)
    expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    const problem = response.json<{ status: number; code: string; detail: string; type: string; title: string }>()
    expect(problem.status).toBe(status)
    expect(response.statusCode).toBe(status)
    expect(problem.detail).toContain(words)
    expect(problem.type).toBe(`urn:liuke:problem:${problem.code}`)
  })

  test('a body that is not JSON, of another kind, or too large', async () => {
    const headers = { host: '127.0.0.1', cookie: admin.cookie, 'x-csrf-token': admin.csrfToken }
    const post = (type: string, payload: string) =>
      house.app.inject({ method: 'POST', url: '/api/v1/users', headers: { ...headers, 'content-type': type }, payload })
    expect((await post('application/json', '{"a":')).json()).toMatchObject({ status: 400, code: 'invalid-json' })
    expect((await post('text/xml', '<a/>')).json()).toMatchObject({ status: 400, code: 'wrong-content-type' })
    expect((await post('application/json', JSON.stringify({ name: 'x'.repeat(1_100_000) }))).json()).toMatchObject({ status: 413 })
  })

  test('an unknown failure tells nothing about the inside', () => {
    const { status, problem } = problemOf(new Error('SELECT secret FROM /etc/passwd'))
    expect(status).toBe(500)
    expect(JSON.stringify(problem)).not.toMatch(/secret|passwd/)
    expect(problem.requestId).toBeUndefined()
    expect(problemOf(new Error('x'), 'r-1').problem).toMatchObject({ code: 'internal', requestId: 'r-1' })
    expect(problemOf(new AppError('not-found', 'not-found', 'No.'), 'r-1').problem.requestId).toBeUndefined()
  })

  test.each(['ECONNREFUSED', '57P01', '08006'])('a database that is away (%s) is 503 with Retry-After', (code) => {
    expect(problemOf(Object.assign(new Error('x'), { code }))).toMatchObject({
      status: 503,
      retryAfter: 5,
      problem: { code: 'engine-down' },
    })
  })
})

const HOSTILE = [
  `'; DROP TABLE customers; --`,
  `x' OR '1'='1`,
  '\\',
  `\\'`,
  '${7*7}{{7*7}}<script>alert(1)</script>',
  '../../../etc/passwd',
  '%',
  'Ω≈ç√∫˜µ≤≥÷ 😀 \u202E',
  '{x:String}',
  '0x1p1023',
  '-1',
  '9'.repeat(200),
  `' UNION ALL SELECT password_hash FROM users --`,
  '\n\t\r',
]

/** Of the texts in turn, so that all of them stand at every kind of parameter; `npm run test:security` asks for more. */
const TEXTS_OF_A_PARAMETER = 4

test('hostile text in any query parameter is an answer or a refusal, never a failure', async () => {
  const document = (await admin.ask('GET', '/openapi.json')).json<OpenApi>()
  const failed: string[] = []
  let asked = 0
  for (const [path, operations] of Object.entries(document.paths)) {
    const parameters = operations['get']?.parameters?.filter((parameter) => parameter.in === 'query') ?? []
    for (const { name } of parameters) {
      for (let turn = 0; turn < TEXTS_OF_A_PARAMETER; turn += 1) {
        const text = HOSTILE[asked % HOSTILE.length] ?? ''
        const url = `${path.replaceAll(/\{\w+\}/g, ID)}?${name}=${encodeURIComponent(text)}`
        const response = await admin.ask('GET', url)
        if (![200, 400, 404].includes(response.statusCode)) failed.push(`${url}: ${response.body.slice(0, 200)}`)
        asked += 1
      }
    }
  }
  expect(failed).toEqual([])
  expect(asked).toBeGreaterThan(300)
  expect((await admin.ask('GET', '/users')).statusCode).toBe(200)
})

interface OpenApi {
  openapi: string
  info: { title: string; version: string }
  paths: Record<
    string,
    Record<string, { summary?: string; tags?: string[]; responses: Record<string, unknown>; parameters?: { name: string; in: string }[] }>
  >
}

test('the OpenAPI 3.1 document names every route, with a summary, a tag and its failures', async () => {
  const document = (await admin.ask('GET', '/openapi.json')).json<OpenApi>()
  expect(document.openapi).toBe('3.1.0')
  const bare = declared()
    .filter(({ route }) => route.schema?.hide !== true)
    .map(({ method, route }) => ({ method, path: route.url.replaceAll(/:(\w+)/g, '{$1}') }))
    .filter(({ method, path }) => {
      const operation = document.paths[path]?.[method.toLowerCase()]
      return (
        operation === undefined ||
        (operation.summary ?? '').length < 4 ||
        operation.tags?.length !== 1 ||
        operation.responses['default'] === undefined
      )
    })
  expect(bare).toEqual([])
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => (match[1] ?? '').split('/'))
  const dangling = references.filter(
    (steps) => steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document) === undefined,
  )
  expect(dangling).toEqual([])
})

test('the guide to the API names every address of the OpenAPI document, in both languages, and no other', async () => {
  const { paths } = (await admin.ask('GET', '/openapi.json')).json<OpenApi>()
  const addresses = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace(/^\/api\/v1/, '')}`),
  )
  expect(addresses.length).toBeGreaterThan(100)
  for (const file of ['api.md', 'api.zh-CN.md']) {
    const guide = await readFile(new URL(`../../docs/guide/${file}`, import.meta.url), 'utf8')
    const rows = guide.split('\n').filter((line) => line.startsWith('| '))
    const named = rows.flatMap((row) => [...row.matchAll(/`([A-Z]+ \/[^`]+)`/g)].map(([, address = '']) => address))
    // The tracking API has a door of its own, which is not open here.
    const own = named.filter((address) => !address.includes(' /v1/'))
    expect([file, own.toSorted()]).toEqual([file, addresses.toSorted()])
  }
})

describe('the edge', () => {
  test('every answer carries the strict headers', async () => {
    const { headers } = await admin.ask('GET', '/me')
    expect(headers['content-security-policy']).toContain("script-src 'self';")
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['strict-transport-security']).toBeUndefined()
  })

  test('on loopback only our own names are answered', async () => {
    const visitor = new Visitor(house.app)
    expect((await visitor.ask('GET', '/setup', undefined, { host: 'evil.example:8080' })).json()).toMatchObject({ code: 'unexpected-host' })
    expect((await visitor.ask('GET', '/setup', undefined, { host: 'localhost:8080' })).statusCode).toBe(404)
  })

  test('too many requests are 429 with Retry-After', async () => {
    const small = await openSmall()
    const answers = []
    for (let i = 0; i < 4; i += 1) answers.push(await small.inject({ url: '/api/v1/setup', headers: { host: '127.0.0.1' } }))
    expect(answers.map((answer) => answer.statusCode)).toEqual([404, 404, 404, 429])
    expect(Number(answers[3]?.headers['retry-after'])).toBeGreaterThan(0)
    expect(answers[3]?.json()).toMatchObject({ code: 'too-many-requests' })
    await small.close()
  })

  async function openSmall() {
    const { buildApp } = await import('#http/app.ts')
    return await buildApp(house.services, {
      host: '127.0.0.1',
      allowedHosts: [],
      secure: true,
      trustProxy: false,
      consoleDir: null,
      uploads: new UploadFolder({ folder: join(house.dataDir, 'uploads'), store: memoryUploads(), clock: house.clock }),
      maxUploadBytes: 1000,
      demo: false,
      limits: { perMinute: 100, loginsPerMinute: 3, heavyPerMinute: 10 },
      rates: createRateLeases(house.db),
      logger: null,
      sourceOf: () => Promise.resolve(null),
      doors: [],
    })
  }

  test('health needs no login and says which database is away', async () => {
    const visitor = new Visitor(house.app)
    const get = (url: string) => house.app.inject({ url, headers: { host: '127.0.0.1' } })
    expect((await get('/health')).json()).toEqual({ status: 'ok' })
    expect((await get('/health/ready')).json()).toEqual({
      status: 'ready',
      relational: true,
      analytical: true,
      oldestWaitingSeconds: 0,
    })
    expect((await visitor.ask('GET', '/overview')).statusCode).toBe(401)
  })

  test('the console: one document for its pages, files for good, nothing outside its folder', async () => {
    const get = (url: string) => house.app.inject({ url, headers: { host: '127.0.0.1' } })
    for (const page of ['/', '/customers/1?tab=timeline', '/predict/churn']) {
      const response = await get(page)
      expect(response.body).toContain('<title>console</title>')
      expect(response.headers['cache-control']).toBe('no-cache')
    }
    expect((await get('/assets/app-1a2b3c.js')).headers['cache-control']).toContain('immutable')
    const packed = await house.app.inject({ url: '/assets/app-1a2b3c.js', headers: { host: '127.0.0.1', 'accept-encoding': 'gzip, br' } })
    expect(packed.headers['content-encoding']).toBe('br')
    expect(packed.headers['content-type']).toContain('javascript')
    expect((await get('/assets/gone.js')).statusCode).toBe(404)
    for (const path of ['/..%2f..%2fetc/passwd', '/assets/..%2f..%2f..%2fetc%2fpasswd', '/%2e%2e/%2e%2e/etc/passwd.txt']) {
      expect((await get(path)).body).not.toContain('root:')
    }
    expect((await get('/api/v2/x')).headers['content-type']).toContain('application/problem+json')
  })
})

describe('links in messages', () => {
  const ask = (method: 'GET' | 'POST', url: string, payload?: string) =>
    house.app.inject({
      method,
      url,
      headers: { host: '127.0.0.1', ...(payload === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }) },
      ...(payload === undefined ? {} : { payload }),
    })

  test('one click unsubscribes by POST, without login; GET only asks', async () => {
    const page = await ask('GET', '/u/good')
    expect(page.body).toContain('<form method="post" action="/u/good?lang=en">')
    const done = await ask('POST', '/u/good', 'List-Unsubscribe=One-Click')
    expect(done.statusCode).toBe(200)
    expect(done.body).toContain('You are unsubscribed')
    expect((await ask('POST', '/u/forged', 'List-Unsubscribe=One-Click')).statusCode).toBe(404)
  })

  test('a click goes only where a genuine link leads; an open is a picture', async () => {
    const click = await ask('GET', '/c/good')
    expect([click.statusCode, click.headers.location]).toEqual([302, 'https://shop.example/'])
    expect((await ask('GET', '/c/https%3A%2F%2Fevil.example')).statusCode).toBe(404)
    expect((await ask('GET', '/o/anything.gif')).headers['content-type']).toBe('image/gif')
  })
})

describe('files and long work', () => {
  const upload = (name: string, content: string, fields = '') =>
    house.app.inject({
      method: 'POST',
      url: '/api/v1/imports/preview',
      headers: {
        host: '127.0.0.1',
        cookie: admin.cookie,
        'x-csrf-token': admin.csrfToken,
        'content-type': 'multipart/form-data; boundary=xx',
      },
      payload: `${fields}--xx\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n${content}\r\n--xx--\r\n`,
    })

  test.each(['../../evil.csv', '..\\..\\evil.csv', '/etc/passwd', 'a\u0000b.csv', '订单.csv'])(
    'a file called %j is kept under our own id',
    async (name) => {
      const response = await upload(name, 'a,b\n1,2\n')
      expect(response.statusCode).toBe(200)
      const { uploadId } = response.json<{ uploadId: string }>()
      expect(existsSync(join(house.dataDir, 'uploads', uploadId))).toBe(true)
      expect(readdirSync(join(house.dataDir, 'uploads')).every((file) => /^[0-9a-f-]{36}$/.test(file))).toBe(true)
    },
  )

  test('a file that is too large leaves nothing behind', async () => {
    const before = readdirSync(join(house.dataDir, 'uploads')).length
    expect((await upload('big.csv', 'x'.repeat(1_100_000))).json()).toMatchObject({ status: 413 })
    expect(readdirSync(join(house.dataDir, 'uploads')).length).toBe(before)
  })

  test('an upload is imported by a job, once for one idempotency key', async () => {
    const { uploadId } = (await upload('orders.csv', 'a,b\n1,2\n')).json<{ uploadId: string }>()
    const body = { uploadId, kind: 'orders' }
    const [first, second] = await Promise.all([1, 2].map(() => admin.ask('POST', '/imports', body, { 'idempotency-key': 'k1' })))
    expect(first?.statusCode).toBe(202)
    const id = first?.json<{ id: string }>().id ?? ''
    expect(second?.json<{ id: string }>().id).toBe(id)
    await expect.poll(async () => (await admin.ask('GET', `/jobs/${id}`)).json<{ state: string }>().state).toBe('done')
    expect((await admin.ask('GET', `/jobs/${id}`)).json()).toMatchObject({ kind: 'import', result: { rows: 1, fileName: 'orders.csv' } })
    // Once more when the file is gone already: still the same job.
    expect((await admin.ask('POST', '/imports', body, { 'idempotency-key': 'k1' })).json<{ id: string }>().id).toBe(id)
    expect((await admin.ask('POST', '/imports', body, { 'idempotency-key': 'k2' })).json<{ code: string }>().code).toBe('upload-not-found')
    expect((await admin.ask('POST', '/imports', { uploadId: ID, kind: 'orders' })).json()).toMatchObject({
      status: 404,
      code: 'upload-not-found',
    })
  })

  test('a job is cancelled', async () => {
    const { id } = (await admin.ask('POST', '/churn/train', {})).json<{ id: string }>()
    expect((await admin.ask('POST', `/jobs/${id}/cancel`)).statusCode).toBe(200)
    await expect.poll(async () => (await admin.ask('GET', `/jobs/${id}`)).json<{ state: string }>().state).toBe('cancelled')
    expect((await admin.ask('POST', `/jobs/${id}/cancel`)).json()).toMatchObject({ status: 409, code: 'job-finished' })
  })
})

test('while a database is away the answer is 503 with Retry-After, and then the server is back by itself', async () => {
  const [pid] = house.engines.processes()
  expect(pid).toBeGreaterThan(1)
  process.kill(pid ?? 0, 'SIGKILL')
  const away = await admin.ask('GET', '/churn/board')
  expect(away.statusCode).toBe(503)
  expect(Number(away.headers['retry-after'])).toBeGreaterThan(0)
  expect(away.json()).toMatchObject({ type: 'urn:liuke:problem:engine-down' })
  await expect.poll(async () => (await admin.ask('GET', '/churn/board')).statusCode, { timeout: 30_000, interval: 250 }).toBe(200)
})
