import type { Page } from '#kernel/page.ts'
import { cutPage } from '#kernel/page.ts'
import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import { readPageKey } from '#kernel/page-key.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { readTimeline } from './analytical/queries/timeline.ts'
import type { TimelineEntry, TimelineRequest } from './analytical/queries/timeline.ts'
import type { Database } from './relational/database.ts'
import { NOTE_PREFIX, readNotes } from './relational/note-reader.ts'
import { compareTexts } from '#kernel/compare-texts.ts'

/** One page of what happened to a customer and of what the team wrote down, newest first. */
export async function readCustomerTimeline(
  parts: { readonly client: ClickHouseClient; readonly db: Kysely<Database>; readonly keyring: Keyring; readonly currency: string },
  ids: readonly [string, ...string[]],
  { limit, cursor, kind, withNotes }: TimelineRequest,
): Promise<Page<TimelineEntry>> {
  const [at, id] = cursor === null ? [null, null] : readPageKey(cursor, ['time', 'text'])
  const [happened, notes] = await Promise.all([
    kind === 'note' ? { items: [], nextCursor: null } : readTimeline(parts.client, ids, { limit, cursor, kind }, parts.currency),
    withNotes && (kind === null || kind === 'note')
      ? readNotes(parts.db, parts.keyring, ids[0], { limit: limit + 1, after: at === null ? null : { at, id } })
      : [],
  ])
  const written = notes.map((note): TimelineEntry => ({
    id: `${NOTE_PREFIX}${note.id}`,
    at: note.createdAt.toISOString(),
    kind: 'note',
    name: '',
    channel: '',
    amount: null,
    detail: { text: note.text, author: note.author },
    customerId: ids[0],
  }))
  const all = [...happened.items, ...written].toSorted((a, b) => compareTexts(b.at, a.at) || compareTexts(b.id, a.id))
  const page = cutPage(all, limit, (last) => JSON.stringify([last.at, last.id]))
  return { ...page, nextCursor: page.nextCursor ?? happened.nextCursor }
}
