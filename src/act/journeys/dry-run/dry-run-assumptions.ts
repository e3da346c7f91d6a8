import { NEW_JOURNEY } from '../new-journey.ts'
import type { JourneyDefinition } from '../journey.ts'
import { DRY_RUN_ASSUMPTIONS } from './dry-run.ts'
import type { DryRunAssumption } from './dry-run.ts'

/** What of a definition history does not tell. In a fixed order. */
export function assumptionsOf(
  definition: JourneyDefinition,
  found: { readonly isLive: boolean; readonly isSample: boolean; readonly isCut: boolean },
): readonly DryRunAssumption[] {
  const { entry, audience, steps, exits } = definition
  const has = (kind: string) => steps.some((step) => step.kind === kind)
  const holds: Readonly<Record<DryRunAssumption, boolean>> = {
    as_it_happened: true,
    nobody_inside: true,
    contact_today: has('send'),
    others_waiting: has('send'),
    audience_today: JSON.stringify(audience) !== JSON.stringify(NEW_JOURNEY.audience),
    branches_today: has('branch'),
    exit_today: exits.condition !== null,
    writes_unseen: has('attribute') && (has('branch') || exits.condition !== null),
    dates_today: entry.kind === 'date',
    kept_moves: entry.kind === 'segment' || entry.kind === 'tag' || entry.kind === 'risk',
    hours_today: steps.some((step) => step.kind === 'send' && step.time === 'best_hour'),
    live_meanwhile: found.isLive && has('send'),
    sampled: found.isSample,
    not_all_read: found.isCut,
  }
  return DRY_RUN_ASSUMPTIONS.filter((one) => holds[one])
}
