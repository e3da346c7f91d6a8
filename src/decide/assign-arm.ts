import { hashUnit } from '#kernel/rng.ts'

export type Arm = 'treated' | 'control'

/**
 * Random assignment that can be computed again at any time: the same run, strategy and customer always fall into the same arm.
 * @param holdout chance of the control arm, 0-1
 */
export function assignArm(runId: string, strategyId: string, customerId: string, holdout: number): Arm {
  return hashUnit(`${runId}/${strategyId}/${customerId}`) < holdout ? 'control' : 'treated'
}

/** The chance that the customer had of the arm they got; recorded with every decision. */
export function assignmentProbability(arm: Arm, holdout: number): number {
  return arm === 'control' ? holdout : 1 - holdout
}
