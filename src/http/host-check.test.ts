import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { checkHost } from './host-check.ts'
import { answerProblems } from './problem-handler.ts'

test.each([
  ['127.0.0.1', [], '127.0.0.1:8080', 200],
  ['127.0.0.1', [], 'localhost', 200],
  ['127.0.0.1', [], '[::1]:8080', 200],
  ['127.0.0.1', [], 'evil.example', 400],
  ['127.0.0.1', [], 'localhost.evil.example:8080', 400],
  ['127.0.0.1', ['liuke.example.com:8080'], 'LIUKE.example.com:8080', 200],
  ['0.0.0.0', ['0.0.0.0:8080'], 'shop-server:8080', 200],
  ['0.0.0.0', ['liuke.example.com'], '192.168.1.5:8080', 200],
  ['0.0.0.0', ['liuke.example.com'], 'liuke.example.com', 200],
  ['0.0.0.0', ['liuke.example.com'], 'evil.example', 400],
])('listening on %s as %j, a request for %s is %i', async (host, allowedHosts, asked, status) => {
  const app = Fastify()
  answerProblems(app, {
    check: () => Promise.resolve({ relational: true, analytical: true, diskFull: false }),
    noteDiskFull: () => undefined,
    oldestWaiting: () => Promise.resolve(null),
  })
  checkHost(app, { host, allowedHosts })
  app.get('/', () => 'hello')
  app.get('/open', { config: { anyHost: true } }, () => 'hello')
  expect((await app.inject({ url: '/', headers: { host: asked } })).statusCode).toBe(status)
  expect((await app.inject({ url: '/open', headers: { host: asked } })).statusCode).toBe(200)
})
