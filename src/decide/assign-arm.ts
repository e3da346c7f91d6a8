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

/** What a company was drawn with. */
export interface UnitDraw {
  readonly unit: string
  readonly holdout: number
}

/** The draw of a contacted customer from what the ledger keeps of it; null: drawn alone. Who follows a running arm was not drawn, which is a control share of 0. */
export function unitDrawOf(decision: { readonly drawUnit: string | null; readonly assignmentProbability: number }): UnitDraw | null {
  const { drawUnit, assignmentProbability: chance } = decision
  // Nine digits: 1 - (1 - .2) is not .2.
  return drawUnit === null ? null : { unit: drawUnit, holdout: Math.round((1 - chance) * 1e9) / 1e9 }
}

/** The probability of the arm that the customer was assigned to; recorded with every decision. */
export function assignmentProbability(arm: Arm, holdout: number): number {
  return arm === 'control' ? holdout : 1 - holdout
}
