import { hashUnit } from '#kernel/rng.ts'

export type Arm = 'treated' | 'control'

/**
 * Random but reproducible assignment: the same run, strategy and customer always get the same arm.
 * @param holdout chance of the control arm, 0-1
 */
export function assignArm(runId: string, strategyId: string, customerId: string, holdout: number): Arm {
  return hashUnit(`${runId}/${strategyId}/${customerId}`) < holdout ? 'control' : 'treated'
}

/** The same for a company: one arm for all of its people, whatever their strategies. */
export function assignUnitArm(runId: string, unitId: string, holdout: number): Arm {
  return hashUnit(`${runId}/${unitId}`) < holdout ? 'control' : 'treated'
}

/** The probability of the arm that the customer was assigned to; recorded with every decision. */
export function assignmentProbability(arm: Arm, holdout: number): number {
  return arm === 'control' ? holdout : 1 - holdout
}
