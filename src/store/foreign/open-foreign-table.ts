import { lookup } from 'node:dns/promises'
import type { OpenForeignTable } from '#collect/sync/sync.ts'
import { checkAddress } from '#collect/sync/check-address.ts'
import { openMysqlTable } from './mysql-table.ts'
import { openPostgresTable } from './postgres-table.ts'

/** Opens a table of a shop's own database. Its host is checked each time, and every address that it stands for, in whatever notation. */
export const openForeignTable: OpenForeignTable = async (login, table, signal) => {
  checkAddress(login)
  // Who does not know the name says so below, in its own words.
  const found = await lookup(login.host, { all: true }).catch(() => [])
  for (const { address } of found) checkAddress({ host: address })
  return await (login.kind === 'postgresql' ? openPostgresTable : openMysqlTable)(login, table, signal)
}
