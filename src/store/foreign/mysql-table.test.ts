import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import mysql from 'mysql2'
import { expect, test } from 'vitest'
import { openMysqlTable } from './mysql-table.ts'

test('a server that lets in and then says nothing is given up', async () => {
  const holder = createServer().listen(0, '127.0.0.1')
  await once(holder, 'listening')
  const { port } = holder.address() as AddressInfo
  holder.close()
  await once(holder, 'close')
  const server = mysql.createServer((connection) => {
    connection.serverHandshake({
      protocolVersion: 4,
      serverVersion: '8.0.0',
      connectionId: 1,
      statusFlags: 2,
      characterSet: 45,
      capabilityFlags: 0xffffff ^ 2048,
    })
    connection.on('error', () => undefined)
    connection.on('query', () => undefined)
  })
  server.listen(port)
  try {
    const login = { kind: 'mysql', host: '127.0.0.1', port, database: 'shop', user: 'u', password: 'p', tls: 'off' } as const
    await expect(openMysqlTable(login, { schema: 'shop', name: 't' }, undefined, 200)).rejects.toMatchObject({ code: 'sync-timeout' })
  } finally {
    server.close(() => undefined)
  }
})
