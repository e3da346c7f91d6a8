import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { QUESTIONNAIRE_STARTERS } from '#act/questionnaires/questionnaire-starters.ts'
import { Rng } from '#kernel/rng.ts'
import { normaliseMessage } from '#collect/tracking/normalise-message.ts'
import { buildProgram } from '../../src/commands/program.ts'
import { systemClock } from '#kernel/clock.ts'
import { ADMIN, openHouse } from '../http/support/house.ts'
import type { House } from '../http/support/house.ts'
import { openShopServer } from '../http/support/shop-server.ts'
import type { ShopServer } from '../http/support/shop-server.ts'
import { runCurlLine } from '../support/curl-line.ts'
import { startRunningEngines } from '../support/running-engines.ts'
import type { RunningEngines } from '../support/running-engines.ts'
import { runHere } from './run-here.ts'

// What the documents tell people to type is there, and does what they say.

const root = fileURLToPath(new URL('../..', import.meta.url))
const pages = globSync(['README*.md', 'docs/guide/*.md'], { cwd: root }).toSorted()

interface Line {
  readonly page: string
  readonly text: string
}

/** Lines of code blocks, fenced or indented, whole where they end in a backslash or an open quote, without their comments. */
const lines: readonly Line[] = pages.flatMap((page) => {
  const source = readFileSync(join(root, page), 'utf8')
  const fenced = [...source.matchAll(/```\w*\n([\s\S]*?)```/g)].map((match) => match[1] ?? '')
  const indented = source
    .replaceAll(/```[\s\S]*?```/g, '')
    .split(/\n\n/)
    .filter((block) => block.startsWith('    '))
  return [...fenced, ...indented]
    .flatMap((block) =>
      block
        .replaceAll(/\\\n\s*/g, ' ')
        .replaceAll(/(-d '\{)([^']*)'/g, (text) => text.replaceAll('\n', ' '))
        .split('\n'),
    )
    .map((text) => ({ page, text: text.replace(/\s+#\s.*$/, '').trim() }))
    .filter(({ text }) => text !== '')
})

const commands = lines.flatMap(({ page, text }) => {
  const said = /^(?:npm run liuke -- |liuke )(.+)$/.exec(text)?.[1]
  if (said === undefined) return []
  const [first = '', ...others] = said.split(' | ')
  // `churn versions | promote 3` stands for two commands of the same parent.
  const parent = first.split(' ')[0] ?? ''
  return [first, ...others.map((other) => `${parent} ${other}`)].map((line) => ({ page, line }))
})

describe('the command line of the documents', () => {
  test('there is a good number of lines', () => {
    expect(commands.length).toBeGreaterThan(25)
  })

  test.each(commands.map(({ page, line }) => [line, page] as const))('%s (%s)', (line) => {
    const words = [...line.matchAll(/"[^"]*"|\S+/g)].map(([word]) => word.replaceAll('"', ''))
    let command: Command = buildProgram()
    while (words[0] !== undefined) {
      const next = command.commands.find((one) => one.name() === words[0])
      if (next === undefined) break
      command = next
      words.shift()
    }
    expect(command.name(), `${line}: there is no such command`).not.toBe(words.some((word) => word === '--help') ? '' : 'liuke')
    for (const word of words.filter((one) => one.startsWith('--') && one !== '--help')) {
      expect(command.options.map((option) => option.long)).toContain(word.split('=')[0])
    }
    const given = words.findIndex((word) => word.startsWith('--'))
    const place = given < 0 ? words.length : given
    const required = command.registeredArguments.filter((argument) => argument.required).length
    expect(place).toBeGreaterThanOrEqual(words.includes('--help') ? 0 : required)
  })

  test('npm scripts of the documents exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
    const named = lines.flatMap(({ text }) => /^npm (?:run (?:-s )?)?([\w:]+)/.exec(text)?.[1] ?? [])
    expect(named.length).toBeGreaterThan(5)
    expect(named.filter((name) => scripts[name] === undefined && !['ci', 'install'].includes(name))).toEqual([])
  })
})

describe('what can run by itself runs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'liuke-docs-'))
  let engines: RunningEngines
  afterAll(async () => {
    await engines?.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  beforeAll(async () => {
    engines = await startRunningEngines()
    const rng = new Rng('docs')
    const orders = Array.from({ length: 400 }, (_, i) => {
      const day = new Date(Date.UTC(2026, 0, 1) + rng.int(90) * 86_400_000).toISOString().slice(0, 10)
      return `O${i},${day},C${rng.int(60)},P${rng.int(8)},1,${10 + rng.int(90)}`
    })
    writeFileSync(join(folder, 'orders.csv'), `Order no,Date,Customer ID,Product,Quantity,Unit price\n${orders.join('\n')}\n`)
    const people = Array.from({ length: 300 }, (_, i) => {
      const tenure = rng.int(72)
      return `S-${1000 + i},${tenure},${rng.next() < (tenure < 12 ? 0.6 : 0.1) ? 'Yes' : 'No'}`
    })
    writeFileSync(join(folder, 'customers.csv'), `subscriber,tenure,Churn\n${people.join('\n')}\n`)
    writeFileSync(
      join(folder, 'new-customers.csv'),
      `subscriber,tenure\n${people
        .slice(0, 20)
        .map((row) => row.split(',').slice(0, 2).join(','))
        .join('\n')}\n`,
    )
  })

  test.each([
    ['analyze orders.csv --out report'],
    ['model train customers.csv --target Churn'],
    ['model score new-customers.csv --model model-report/model.json --out scores.csv'],
    ['import orders orders.csv --dry-run'],
    ['import orders orders.csv'],
    ['users add bea@shop.example --name Bea --role operator'],
    ['tiers set high:0.8:0.75:24:alert medium:0.5:0.45 low:0'],
    ['audit verify'],
    ['jobs list'],
  ])('%s', async (line) => {
    expect(commands.map((command) => command.line)).toContain(line)
    const ended = await runHere(line.split(' '), { LIUKE_DATA: engines.dataDir, ...engines.env }, folder)
    expect(ended.err.split('\n').filter((text) => text.startsWith('liuke:'))).toEqual([])
    expect(ended.code).toBe(0)
  })
})

describe('the API of the documents', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse()
  })
  afterAll(async () => {
    await house.close()
  })

  test('every address is there with its method', () => {
    const described = house.app.swagger() as { paths: Record<string, Record<string, unknown>> }
    const asked = lines.flatMap(({ page, text }) => {
      const path = /(?:\$LIUKE|127\.0\.0\.1:8080)(\/[\w/.$-]+)/.exec(text)?.[1]
      if (!text.includes('curl') || path === undefined || !path.startsWith('/api/v1')) return []
      const method = /-X (\w+)/.exec(text)?.[1] ?? (/ -[dF] /.test(text) ? 'POST' : 'GET')
      return [{ page, method: method.toLowerCase(), path }]
    })
    expect(asked.length).toBeGreaterThan(4)
    const known = Object.entries(described.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ method, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) })),
    )
    expect(asked.filter(({ method, path }) => !known.some((one) => one.method === method && one.pattern.test(path)))).toEqual([])
  })

  test('the fields of the tracking examples are those that are read', () => {
    const text = lines.find((line) => line.text.includes('/v1/track'))?.text ?? ''
    const body = JSON.parse(/-d '(\{.*\})'/.exec(text)?.[1] ?? '{}') as Record<string, unknown>
    const read = normaliseMessage(
      { type: 'track', ...body },
      {
        sourceId: 'docs',
        receivedAt: Date.UTC(2026, 5, 1, 8, 0, 2),
        sentAt: null,
        toUtc: (local) => local,
        inboxId: 'docs',
        userIdKind: 'member_number',
        secret: 'secret',
      },
      0,
    )
    expect(read).toMatchObject({ name: 'Product Viewed', productId: 'P9' })
  })
})

describe('the lines of curl in the documents', () => {
  const folder = mkdtempSync(join(tmpdir(), 'liuke-curl-'))
  let shop: ShopServer
  beforeAll(async () => {
    shop = await openShopServer(systemClock)
    // The guide of questionnaires answers the one for retail, which somebody has taken over before.
    const content = QUESTIONNAIRE_STARTERS.find(({ name }) => name === 'retail')?.content
    await shop.admin.ask('POST', '/questionnaires', { id: 'retail', content })
    writeFileSync(
      join(folder, 'orders.csv'),
      'Order no,Date,Customer ID,Product,Quantity,Unit price\nO1,2026-02-03,C1,P1,1,20\nO2,2026-02-09,C2,P2,2,15\n',
    )
  })
  afterAll(async () => {
    await shop.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('each is answered as promised by a server that was started', async () => {
    const variables = new Map([['LIUKE', shop.server.url]])
    const said = lines
      .filter(({ text }) => text.includes('curl '))
      .toSorted((a, b) => Number(b.page.endsWith('api.md')) - Number(a.page.endsWith('api.md')))
    expect(said.length).toBeGreaterThan(6)
    const imported: object[] = []
    for (const { page, text } of said) {
      const line = text
        .replaceAll('http://127.0.0.1:8080', shop.server.url)
        .replace('admin@shop.example', ADMIN.email)
        .replace('"password":"…"', `"password":"${ADMIN.password}"`)
      const { status, body } = await runCurlLine(line, variables, folder)
      expect({ page, text, status, body: status < 300 ? '' : body }).toEqual({
        page,
        text,
        status: expect.toBeOneOf([200, 201, 202, 204]),
        body: '',
      })
      const answer = body.startsWith('{')
        ? (JSON.parse(body) as { csrfToken?: string; writeKey?: string; source?: { id: string }; id?: string; kind?: string })
        : {}
      if (answer.csrfToken !== undefined) {
        variables.set('CSRF', answer.csrfToken)
        const { permissions } = await shop.get<{ permissions: string[] }>('/permissions')
        const made = await shop.admin.ask('POST', '/api-keys', { name: 'docs', permissions })
        for (const name of ['KEY', 'LIUKE_KEY']) variables.set(name, made.json<{ key: string }>().key)
      }
      if (answer.writeKey !== undefined) variables.set('WRITE_KEY', answer.writeKey)
      if (answer.source !== undefined) variables.set('SOURCE', answer.source.id)
      if (text.includes('/api/v1/imports ') || text.endsWith('/api/v1/imports')) {
        imported.push((await shop.ended(answer.id ?? '')).job)
        variables.set('ID', (await shop.get<{ items: { id: string }[] }>('/customers?limit=1')).items[0]?.id ?? '')
      }
    }
    expect(imported).toMatchObject([{ state: 'done', result: { rows: 2, stored: 2, quarantined: 0 } }])
  })
})
