import type { BroadcastDefinition } from './broadcast.ts'

/** What a new draft says where nobody has said anything; the console begins with the same (web/src/pages/act/broadcasts/broadcast-wizard.tsx). */
export const NEW_BROADCAST: Omit<BroadcastDefinition, 'name' | 'audience'> = {
  content: null,
  channels: [],
  when: { kind: 'now' },
  holdout: 0.1,
  holdoutWaiver: '',
  expiresHours: 72,
  priority: 50,
  windowDays: 14,
  unitCosts: {},
}
