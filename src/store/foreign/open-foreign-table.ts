import type { OpenForeignTable } from '#collect/sync/sync.ts'
import { checkAddress } from '#collect/sync/check-address.ts'
import { openMysqlTable } from './mysql-table.ts'
import { openPostgresTable } from './postgres-table.ts'

/** Opens a table of a shop's own database. Its host is checked each time. */
export const openForeignTable: OpenForeignTable = async (login, table, signal) => {
  checkAddress(login)
  return await (login.kind === 'postgresql' ? openPostgresTable : openMysqlTable)(login, table, signal)
}
