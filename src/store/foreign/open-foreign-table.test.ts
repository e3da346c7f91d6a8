import { expect, test } from 'vitest'
import { openForeignTable } from './open-foreign-table.ts'

test.each(['2852039166', '0xA9FEA9FE', '169.254.43518'])(
  '%s is the address of a service that gives keys away, and is refused',
  async (host) => {
    const login = { kind: 'postgresql', host, port: 1, database: 'd', user: 'u', password: 'p', tls: 'off' } as const
    await expect(openForeignTable(login, { schema: 's', name: 't' })).rejects.toMatchObject({ code: 'sync-host-refused' })
  },
)
