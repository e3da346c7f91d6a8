import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { workAgentDesk } from './agent-desk.ts'
import { followLinks } from './follow-links.ts'
import { buildMemberDirectory } from './member-directory.ts'
import { sendTrackingBatches } from './tracking-sender.ts'
import { createWorld } from './world.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function serve(answer: (request: IncomingMessage, body: string, response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => answer(request, body, response))
  })
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('batches go to the tracking API with the write key; a busy server is retried, a wrong key is an error', async () => {
  const seen: string[] = []
  let busy = 1
  const baseUrl = await serve((request, body, response) => {
    if (busy > 0) {
      busy -= 1
      response.writeHead(429).end()
      return
    }
    seen.push(`${request.method} ${request.url} ${request.headers.authorization} ${body}`)
    response.writeHead(request.headers.authorization === 'Basic a2V5Og==' ? 200 : 401).end('{}')
  })
  const batches = [{ body: '{"n":1}', messages: 3, repeats: 1, withoutId: 0 }]
  expect(await sendTrackingBatches(batches, { baseUrl, writeKey: 'key' })).toEqual({ batches: 1, messages: 3, repeats: 1, withoutId: 0 })
  expect(seen).toEqual(['POST /v1/batch Basic a2V5Og== {"n":1}'])
  await expect(sendTrackingBatches(batches, { baseUrl, writeKey: 'wrong' })).rejects.toThrow('401')
})

test('the desk reads every page of open tasks and completes those of known customers', async () => {
  const completed: string[] = []
  const task = (n: number) => ({ id: `t${n}`, customerId: `c${n}`, strategyId: 's', title: { zh: '', en: '' } })
  const baseUrl = await serve((request, body, response) => {
    if (request.method === 'POST') {
      completed.push(`${request.url} ${body}`)
      response.end('{}')
    } else if (request.url?.includes('cursor=next')) response.end(JSON.stringify({ items: [task(2), task(3)], nextCursor: null }))
    else response.end(JSON.stringify({ items: [task(1)], nextCursor: 'next' }))
  })
  const handled = await workAgentDesk({ baseUrl, apiKey: 'k', outcomeOf: ({ customerId }) => (customerId === 'c2' ? null : 'not_reached') })
  expect(handled.map((each) => each.id)).toEqual(['t1', 't3'])
  expect(completed).toEqual(['/api/v1/tasks/t1/complete {"outcome":"not_reached"}', '/api/v1/tasks/t3/complete {"outcome":"not_reached"}'])
})

test('links are fetched in chronological order with a person’s user agent, and unsubscribing is a POST', async () => {
  const seen: string[] = []
  const baseUrl = await serve((request, body, response) => {
    seen.push(`${request.method} ${request.url} ${body}`)
    const person = request.headers['user-agent']?.startsWith('Mozilla/5.0') === true
    response.writeHead(person && request.url !== '/broken' ? 302 : 500, { location: 'http://127.0.0.1:1/' }).end()
  })
  const visit = (kind: 'open' | 'click' | 'unsubscribe', minute: number, path: string = kind) => ({
    kind,
    url: `${baseUrl}/${path}`,
    at: new Date(minute * 60_000),
    to: 'a@example.com',
  })
  const visits = [visit('unsubscribe', 3), visit('click', 2), visit('open', 1)]
  expect(await followLinks(visits, 1)).toEqual({ opens: 1, clicks: 1, unsubscribes: 1 })
  expect(seen).toEqual(['GET /open ', 'GET /click ', 'POST /unsubscribe List-Unsubscribe=One-Click'])
  await expect(followLinks([visit('open', 1, 'broken')])).rejects.toThrow('500')
})

test('the directory asks in pieces and keeps both registrations of one customer together', async () => {
  const world = createWorld({ seed: 2, customers: 1_200, end: new Date('2026-09-20T02:00:00Z') })
  const sizes: number[] = []
  const directory = await buildMemberDirectory(world.people(), (numbers) => {
    sizes.push(numbers.length)
    return Promise.resolve(new Map(numbers.map((number) => [number, `c${number.slice(2)}`])))
  })
  expect(Math.max(...sizes)).toBeLessThanOrEqual(501)
  expect(directory.size).toBe(1_200)
  const pairs = [...directory.values()].filter((entries) => entries.length === 2)
  expect(pairs).toHaveLength(world.truth().identityPairs.length)
})
