import type { JourneyDefinition } from './journey.ts'

/** What a new draft says where nobody has said anything. */
export const NEW_JOURNEY: Omit<JourneyDefinition, 'name'> = {
  entry: { kind: 'event', event: { name: '', where: [] }, key: null },
  audience: { all: [] },
  rule: { kind: 'days', days: 30 },
  steps: [],
  first: null,
  exits: { events: [], condition: null },
  goal: null,
  windowDays: 14,
  holdout: 0.1,
  holdoutWaiver: '',
  priority: 50,
}
