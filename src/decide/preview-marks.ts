import type { Draft } from './draft-run.ts'
import type { Strategy } from './strategy.ts'

/** The inputs that change on their own or through other users' work, as of now. */
export interface InputMarks {
  /** Newest churn scores and profiles. */
  readonly scores: string
  readonly profiles: string
  /** Newest import, finished or not. */
  readonly imports: string
  /** Newest decision run. */
  readonly runs: string
}

export interface InputMarkReader {
  read(): Promise<InputMarks>
}

/** What a preview was made from. */
export interface PreviewMarks extends InputMarks {
  /** Strategies with their versions; a paused or changed strategy counts as a different input. */
  readonly strategies: string
  readonly channels: string
  /** Who is in which audience; absent in previews from before that was kept. */
  readonly audiences?: string
  readonly reach: string
  /** Who is in which account. */
  readonly members: string
  readonly effects: string
  readonly decisions: string
}

/** Why a run would differ from its preview. */
export type PreviewChange =
  | 'expired'
  | 'scores'
  | 'profiles'
  | 'imports'
  | 'runs'
  | 'strategies'
  | 'channels'
  | 'audiences'
  | 'reach'
  | 'members'
  | 'effects'
  | 'other'

const ALWAYS = ['scores', 'profiles', 'imports', 'runs', 'strategies', 'channels'] as const
/** These change every minute in a busy shop, so they count only where they change a decision. */
const WHEN_DECISIONS_DIFFER = ['audiences', 'reach', 'members', 'effects'] as const

export function previewMarks(
  inputs: InputMarks,
  draft: Pick<Draft, 'unready' | 'hashes'>,
  strategies: readonly Pick<Strategy, 'id' | 'version'>[],
): PreviewMarks {
  return {
    ...inputs,
    strategies: strategies
      .map(({ id, version }) => `${id}/${version}`)
      .toSorted()
      .join(' '),
    channels: [...draft.unready.keys()].toSorted().join(' '),
    audiences: draft.hashes.audiences,
    reach: draft.hashes.reach,
    members: draft.hashes.members,
    effects: draft.hashes.effects,
    decisions: draft.hashes.decisions,
  }
}

/** What has changed since the preview was made; empty: a run does exactly what was shown. */
export function previewChanges(before: PreviewMarks, after: PreviewMarks): PreviewChange[] {
  const changes: PreviewChange[] = ALWAYS.filter((input) => before[input] !== after[input])
  if (before.decisions === after.decisions) return changes
  changes.push(...WHEN_DECISIONS_DIFFER.filter((input) => before[input] !== after[input]))
  return changes.length === 0 ? ['other'] : changes
}
