import type { BilingualText } from '#kernel/bilingual-text.ts'

/** What made a send: a decision on a customer, a message to a segment, a journey, or a questionnaire. */
export const SEND_SOURCES = ['strategy', 'broadcast', 'journey', 'questionnaire'] as const
export type SendSourceKind = (typeof SEND_SOURCES)[number]

export interface SendSource {
  readonly kind: SendSourceKind
  readonly id: string
}

/** The strategy that a send counts for; null: it counts for none. */
export function strategyOf(source: SendSource): string | null {
  return source.kind === 'strategy' ? source.id : null
}

/** One contact of one customer in one run of a source: the same key however often it is planned. */
export function contactKey(runId: string, customerId: string, step = 1): string {
  return `${runId}:${customerId}:${step}`
}

/** Names of sources by id, as their makers keep them. Ids that are not known are left out. */
export type SourceNames = (ids: readonly string[]) => Promise<ReadonlyMap<string, BilingualText>>
