import type { IconName } from '../../../components/icon.tsx'
import type { StepKind } from './edit-journey.ts'

const ICONS = {
  send: 'send',
  wait: 'clock',
  wait_event: 'pulse',
  branch: 'segments',
  split: 'clusters',
  task: 'tasks',
  webhook: 'sources',
  tag: 'tags',
  attribute: 'edit',
} as const satisfies Record<StepKind, string>

/** The picture of a kind of step; without a kind, of the entry. */
export function stepIcon(kind: StepKind | undefined): IconName {
  return kind === undefined ? 'runs' : ICONS[kind]
}
