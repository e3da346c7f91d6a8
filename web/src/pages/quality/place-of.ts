import type { QuarantinedRecord } from '#http/collect/data-schemas.ts'

/** The place of a tracked message is that of its request in the inbox times this, plus its own in the request, from 0. */
const REQUEST_PLACES = 10_000

/** Where a refused record stands, from 1: the row of its file, or the message of its request. */
export function placeOf({ origin, position }: Pick<QuarantinedRecord, 'origin' | 'position'>): number {
  return origin === 'import' ? position : (position % REQUEST_PLACES) + 1
}
