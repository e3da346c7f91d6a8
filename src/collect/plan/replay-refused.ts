import { normaliseMessage } from '../tracking/normalise-message.ts'
import { readInstant } from '../tracking/read-instant.ts'
import type { RequestOrigin } from '../tracking/request-origin.ts'
import { NO_RULE, type SourceRule } from '../tracking/source-rule.ts'
import { Quarantined } from '../tracking/steps/step-result.ts'

/** A message that a tracking plan, or a rule of quality, keeps out. */
export interface HeldMessage {
  readonly id: string
  readonly sourceId: string
  readonly receivedAt: number
  readonly sentAt: string | null
  readonly record: unknown
}

export interface ReplayPorts {
  /** Open ones in the order in which they came, from behind a cursor on; of one source, or of all. */
  held(
    sourceId: string | null,
    cursor: string | null,
    limit: number,
  ): Promise<{ readonly items: readonly HeldMessage[]; readonly nextCursor: string | null }>
  /** Puts them into the inbox and closes them, in one commit; those that somebody closed meanwhile are left out. Returns how many. */
  putBack(messages: readonly HeldMessage[], by: { readonly actor: string; readonly now: Date }): Promise<number>
  sourceRules(sourceIds: readonly string[]): Promise<ReadonlyMap<string, SourceRule>>
  /** The project as the steps ask it now. */
  project(): Pick<RequestOrigin, 'toUtc' | 'currency' | 'secret' | 'quality'>
}

export interface ReplayedMessages {
  readonly tried: number
  /** On their way through all of the steps again. */
  readonly putBack: number
  /** What the plan and the rules of today keep out as well. */
  readonly still: number
  readonly nextCursor: string | null
}

/** Messages of one call: each has up to 32 KB. */
const AT_ONCE = 300

/** Holds messages that a plan or a rule kept out against those of today, and puts those back into the inbox that may come in now. Ask again with its cursor until that is null. */
export async function replayHeld(
  ports: ReplayPorts,
  { sourceId, cursor }: { readonly sourceId: string | null; readonly cursor: string | null },
  by: { readonly actor: string; readonly now: Date },
): Promise<ReplayedMessages> {
  const { items, nextCursor } = await ports.held(sourceId, cursor, AT_ONCE)
  const rules = await ports.sourceRules([...new Set(items.map((item) => item.sourceId))])
  const project = ports.project()
  const free = items.filter((item) => {
    const origin = {
      ...(rules.get(item.sourceId) ?? NO_RULE),
      sourceId: item.sourceId,
      receivedAt: item.receivedAt,
      sentAt: readInstant(item.sentAt, project.toUtc),
      ...project,
      inboxId: item.id,
    }
    return !(normaliseMessage(item.record, origin, 0) instanceof Quarantined)
  })
  const putBack = free.length === 0 ? 0 : await ports.putBack(free, by)
  return { tried: items.length, putBack, still: items.length - free.length, nextCursor }
}
