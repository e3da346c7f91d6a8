import type { IdentityProposal } from '#http/identity/proposal-schemas.ts'

export type EvidenceStep = IdentityProposal['evidence'][number] & {
  /** In bits, where the step begins and ends. */
  from: number
  to: number
}

/** The fields one after the other: each begins where the one before ended. */
export function evidenceSteps(evidence: IdentityProposal['evidence']): EvidenceStep[] {
  const steps: EvidenceStep[] = []
  for (const one of evidence) {
    const from = steps.at(-1)?.to ?? 0
    steps.push({ ...one, from, to: from + one.bits })
  }
  return steps
}

/** Where a sum of bits lies between the least and the most that is reached, 0 to 1; zero is always in between. */
export function placeIn(steps: readonly EvidenceStep[]): (bits: number) => number {
  const ends = steps.flatMap(({ from, to }) => [from, to])
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)]
  return (bits) => (bits - low) / (high - low || 1)
}
