import { readFile, stat } from 'node:fs/promises'
import type { Kysely } from 'kysely'
import type { InstallationPlace } from '#act/installation/installation-guard.ts'
import type { Database } from '#store/relational/database.ts'
import { serverMark } from '#store/relational/installation-store.ts'
import type { Config } from '../config.ts'

/**
 * Where this server keeps its data. The number of the device is left out: it changes when a machine is started again. So is the name of the machine, which a
 * container has anew each time.
 */
export async function installationPlace(config: Pick<Config, 'dataDir' | 'databaseUrl'>, db: Kysely<Database>): Promise<InstallationPlace> {
  if (config.databaseUrl !== null) return { kind: 'server', machine: '', mark: await serverMark(db) }
  const machine = await readFile('/etc/machine-id', 'utf8').then(
    (text) => text.trim(),
    () => '',
  )
  const { ino } = await stat(config.dataDir)
  return { kind: 'folder', machine, mark: String(ino) }
}
