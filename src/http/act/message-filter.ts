import type { Project } from '#access/project-settings.ts'
import type { SendReaction } from '#act/send-reaction.ts'
import type { SendFilter } from '#act/send-store.ts'
import { CONTACTED_STATES, SEND_STATES } from '#decide/decision.ts'
import type { SendState } from '#decide/decision.ts'
import { AppError } from '#kernel/app-error.ts'
import { addDays } from '#kernel/local-day.ts'
import { startOfDay } from '#kernel/zoned-day.ts'
import type { MessageFilter } from './message-schemas.ts'

export interface ReactedSends {
  /** Keys of the messages with a reaction. */
  reactedSends(reaction: SendReaction, runId: string | null): Promise<readonly string[]>
}

/** Reads what a request narrows the messages by. @throws AppError `source-kind-missing`, `send-state-unknown` */
export function messageFilterOf(reads: ReactedSends, project: Pick<Project, 'timeZone'>): (asked: MessageFilter) => Promise<SendFilter> {
  return async ({ state, reaction, sourceKind, sourceId, from, until, ...same }) => {
    if (sourceId !== undefined && sourceKind === undefined) {
      throw new AppError('invalid-input', 'source-kind-missing', 'Say what kind of source it is: send sourceKind beside sourceId.')
    }
    return {
      ...same,
      ...(sourceKind === undefined ? {} : { source: { kind: sourceKind, ...(sourceId === undefined ? {} : { id: sourceId }) } }),
      ...(state === undefined ? {} : { states: statesOf(state) }),
      ...(reaction === undefined ? {} : { sendKeys: await reads.reactedSends(reaction, same.runId ?? null) }),
      ...(from === undefined ? {} : { from: startOfDay(from, project.timeZone) }),
      ...(until === undefined ? {} : { until: startOfDay(addDays(until, 1), project.timeZone) }),
    }
  }
}

/** @throws AppError `send-state-unknown` */
function statesOf(state: string): readonly SendState[] {
  if (state === 'sent') return CONTACTED_STATES
  return state === 'waiting' ? ['planned', 'claimed'] : [sendState(state)]
}

function sendState(text: string): SendState {
  const state = SEND_STATES.find((known) => known === text)
  if (state === undefined)
    throw new AppError('invalid-input', 'send-state-unknown', `query.state must be one of ${SEND_STATES.join(', ')}.`)
  return state
}
