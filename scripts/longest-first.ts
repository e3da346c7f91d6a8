import { relative } from 'node:path'
import { BaseSequencer } from 'vitest/node'
import type { TestSpecification } from 'vitest/node'

/** The longest files of `npm test`, the longest first: between three minutes and five seconds on two busy cores. One that grows past that is cut. */
export const LONGEST: readonly string[] = [
  'tests/browser/console.test.ts',
  'tests/browser/numbers-and-words.test.ts',
  'tests/browser/actions.test.ts',
  'tests/browser/import-wizard.test.ts',
  'tests/http/sample-shop.test.ts',
  'tests/journey/contract-churn.test.ts',
  'tests/browser/contracts.test.ts',
  'tests/browser/segment-builder.test.ts',
  'tests/browser/return-focus.test.ts',
  'tests/journey/analyze.test.ts',
  'tests/journey/demo-loop.test.ts',
  'tests/security/scope.test.ts',
  'tests/browser/limited-account.test.ts',
  'tests/contract/embedded-engines.test.ts',
  'tests/journey/docs.test.ts',
  'tests/journey/cli-beside-server.test.ts',
  'tests/journey/model-train.test.ts',
  'tests/journey/undo-import.test.ts',
  'tests/journey/cli-doors.test.ts',
  'tests/journey/cli-bad-input.test.ts',
  'tests/security/hostile-matrix.test.ts',
  'tests/journey/import-crash.test.ts',
  'tests/journey/origins.test.ts',
  'tests/journey/cli-settings.test.ts',
  'tests/http/access.test.ts',
  'tests/journey/cli-serve.test.ts',
  'tests/http/churn.test.ts',
  'tests/http/routes.test.ts',
  'tests/http/reads.test.ts',
  'tests/http/password-reset.test.ts',
  'tests/contract/decision-runs.test.ts',
  'tests/contract/clickhouse-contract.test.ts',
  'tests/http/customer-actions.test.ts',
  'tests/http/anonymous-history.test.ts',
  'tests/http/undo-import.test.ts',
  'tests/security/hostile-files.test.ts',
  'src/predict/churn/train/train-churn.test.ts',
  'src/predict/tabular/train-tabular.test.ts',
  'tests/security/linear-patterns.test.ts',
  'tests/unit/random-shops.test.ts',
  'src/numerics/trees/gradient-boosting.test.ts',
  'src/jobs/job-runner.test.ts',
  'src/simulate/world.test.ts',
  'src/predict/churn/train/churn-slices.test.ts',
  'src/predict/churn/train/leak-test.training.test.ts',
  'src/commands/read-cohorts.test.ts',
]

/** Starts the longest files of each group first, so that none of them runs alone at the end; the others as vitest would. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config
    const place = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.indexOf(relative(root, moduleId))
      return at < 0 ? LONGEST.length : at
    }
    const group = ({ project }: TestSpecification): number => project.config.sequence.groupOrder
    return (await super.sort(files)).toSorted((a, b) => group(a) - group(b) || place(a) - place(b))
  }
}
