import type { BroadcastEffect, EffectList, EffectReport } from '#http/measure/effect-schemas.ts'
import type { Static } from '#http/shared-schemas.ts'
import { read, segment } from '../endpoint.ts'

export const measureEndpoints = {
  effects: () => read<Static<typeof EffectList>>('/effects'),
  effect: (runId: string) => read<EffectReport>(`/effects/${segment(runId)}`),
  broadcastEffect: (id: string) => read<BroadcastEffect>(`/broadcasts/${segment(id)}/effect`),
}
