import type { ClickHouseClient } from '@clickhouse/client'
import type { KnownDataReader } from '#decide/library-service.ts'
import { KNOWN_DATA } from './analytical/queries/known-data.ts'
import { readRows } from './analytical/queries/read-rows.ts'
import { withEngineErrors } from './engines/engine-error.ts'

interface KnownRow {
  readonly events: readonly string[]
  readonly measures: readonly string[]
  readonly kinds: readonly string[]
}

/** What of the data that audiences ask for a project has at all. */
export function createKnownDataReader(client: ClickHouseClient): KnownDataReader {
  return {
    known: (needs) =>
      withEngineErrors('clickhouse', async () => {
        const names = (kind: string) => [...new Set(needs.flatMap((need) => (need.kind === kind ? [need.name] : [])))]
        const [row] = await readRows<KnownRow>(client, KNOWN_DATA, { events: names('event'), measures: names('measure') })
        const [events, measures, kinds] = [new Set(row?.events), new Set(row?.measures), new Set(row?.kinds)]
        return needs.filter(({ kind, name }) =>
          kind === 'event' ? events.has(name) : kind === 'measure' ? measures.has(name) : kinds.has(kind),
        )
      }),
  }
}
