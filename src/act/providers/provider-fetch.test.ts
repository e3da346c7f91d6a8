import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { NoAnswer } from './provider.ts'
import { createProviderNetwork } from './provider-fetch.ts'

let server: Server
let port: number
let called = 0

beforeAll(async () => {
  server = createServer((request, response) => {
    called += 1
    const path = request.url ?? ''
    if (path === '/redirect') response.writeHead(302, { location: `http://127.0.0.1:${port}/ok` }).end()
    else if (path === '/cut') request.socket.destroy()
    else if (path === '/half') {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half')
      setTimeout(() => request.socket.destroy(), 20)
    } else if (path === '/large') response.end(Buffer.alloc(1024 * 1024 + 1))
    else if (path !== '/silent') request.pipe(response.writeHead(200, { 'X-Said': 'yes' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const network = createProviderNetwork(['127.0.0.1', 'localhost'])
const post = (path: string, timeoutMs = 2_000) =>
  network.fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers: { 'x-id': '1' }, body: '消息', timeoutMs })
const failure = async (asked: Promise<unknown>) => {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  return error instanceof NoAnswer ? { sent: error.sent, reason: error.message } : error
}

test('an answer comes back whole, and a redirect is an answer like any other', async () => {
  const reply = await post('/ok')
  expect(reply).toMatchObject({ status: 200, body: '消息', headers: { 'x-said': 'yes' } })
  expect((await post('/redirect')).status).toBe(302)
})

test('without a whole answer it says whether the request can have reached them', async () => {
  expect(await failure(post('/cut'))).toStrictEqual({ sent: true, reason: 'connection_lost' })
  expect(await failure(post('/half'))).toStrictEqual({ sent: true, reason: 'connection_lost' })
  expect(await failure(post('/large'))).toStrictEqual({ sent: true, reason: 'answer_too_large' })
  expect(await failure(post('/silent', 100))).toStrictEqual({ sent: true, reason: 'timeout' })
  const spare = createServer()
  await new Promise<void>((resolve) => spare.listen(0, '127.0.0.1', resolve))
  const nobody = (spare.address() as AddressInfo).port
  await new Promise((resolve) => spare.close(resolve))
  expect(await failure(network.fetch(`http://127.0.0.1:${nobody}/`, { method: 'GET', headers: {} }))).toStrictEqual({
    sent: false,
    reason: 'connection_refused',
  })
})

test('private addresses are reached by no notation and by no name that leads to one', async () => {
  const before = called
  const names = new Map([
    ['inside.example', '127.0.0.1'],
    ['mixed.example', '10.1.2.3'],
  ])
  const guarded = createProviderNetwork([], (host) => {
    const address = names.get(host)
    if (address === undefined) return Promise.reject(new Error('not found'))
    return Promise.resolve([
      { address: '93.184.216.34', family: 4 },
      { address, family: 4 },
    ])
  })
  const ask = (url: string) => failure(guarded.fetch(url, { method: 'GET', headers: {} }))
  for (const url of [
    `https://127.0.0.1:${port}/`,
    'https://[::1]/',
    'https://0x7f000001/',
    'https://inside.example/',
    'https://mixed.example/',
  ])
    expect(await ask(url)).toStrictEqual({ sent: false, reason: 'address_not_allowed' })
  expect(await ask('http://example.com/')).toStrictEqual({ sent: false, reason: 'address_not_allowed' })
  expect(await ask('https://nowhere.example/')).toStrictEqual({ sent: false, reason: 'name_not_found' })
  expect(await failure(guarded.resolve('inside.example'))).toStrictEqual({ sent: false, reason: 'address_not_allowed' })
  expect(called).toBe(before)
})

test('a name that changes its address after the first look leads to nothing private', async () => {
  let looks = 0
  const rebinding = createProviderNetwork([], () => {
    looks += 1
    return Promise.resolve([{ address: looks === 1 ? '192.0.2.1' : '127.0.0.1', family: 4 }])
  })
  for (let round = 0; round < 3; round += 1)
    expect(await failure(rebinding.fetch('https://moves.example/', { method: 'GET', headers: {}, timeoutMs: 200 }))).toStrictEqual({
      sent: false,
      reason: 'address_not_allowed',
    })
})
