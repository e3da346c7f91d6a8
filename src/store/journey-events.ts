import type { ClickHouseClient } from '@clickhouse/client'
import { hash64 } from '#collect/tracking/steps/clean-step.ts'
import type { Act } from '#segment/conditions/dossier.ts'
import { actRows } from './analytical/conditions/act-sources.ts'
import { readActs } from './analytical/conditions/read-dossiers.ts'
import { withEngineErrors } from './engines/engine-error.ts'

/** Events by their message id, with what patterns may ask of them; those of programs and tests are left out. Cost: one scan of an 8-byte column. */
export function createJourneyEvents(client: ClickHouseClient) {
  return async (messageIds: readonly string[]): Promise<ReadonlyMap<string, Act>> => {
    if (messageIds.length === 0) return new Map()
    // Our own 64-bit numbers, which would not fit into a URL as parameters.
    const hashes = messageIds.map((id) => hash64(id)).join(',')
    const query = actRows('event', `message_hash IN CAST('[${hashes}]', 'Array(UInt64)')`)
    const acts = await withEngineErrors('clickhouse', () => readActs(client, { query, params: {} }))
    return new Map(acts.map((act) => [act.id, act]))
  }
}
