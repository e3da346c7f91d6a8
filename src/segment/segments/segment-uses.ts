import type { BilingualText } from '#kernel/bilingual-text.ts'

/** What may name a segment. Those of BLOCKING keep it from being archived; the others go on without it. */
export const SEGMENT_USE_KINDS = ['segment', 'strategy', 'journey', 'broadcast', 'series', 'content'] as const
export type SegmentUseKind = (typeof SEGMENT_USE_KINDS)[number]

export interface SegmentUse {
  readonly kind: SegmentUseKind
  readonly id: string
  readonly name: BilingualText
}

export interface SegmentUses {
  /** Everything that is not over and names the segment. */
  of(segmentId: string): Promise<readonly SegmentUse[]>
}

const BLOCKING: ReadonlySet<SegmentUseKind> = new Set(['segment', 'strategy'])

/** Whether it has to be changed before the segment is put away. */
export function isBlocking({ kind }: Pick<SegmentUse, 'kind'>): boolean {
  return BLOCKING.has(kind)
}
