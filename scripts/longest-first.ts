import { relative } from 'node:path'
import { BaseSequencer } from 'vitest/node'
import type { TestSpecification } from 'vitest/node'

/** The longest files of `npm test`, the longest first: between two minutes and five seconds on two quiet cores. One that grows past that is cut. */
export const LONGEST: readonly string[] = [
  'tests/browser/console.test.ts',
  'tests/browser/numbers-and-words.test.ts',
  'tests/browser/limited-account.test.ts',
  'tests/browser/import-wizard.test.ts',
  'tests/browser/segment-builder.test.ts',
  'tests/browser/actions.test.ts',
  'tests/browser/return-focus.test.ts',
  'tests/browser/message-for-two-channels.test.ts',
  'tests/browser/quality.test.ts',
  'tests/browser/contents.test.ts',
  'tests/browser/broadcasts.test.ts',
  'tests/browser/companies.test.ts',
  'tests/browser/tags.test.ts',
  'tests/browser/pieces.test.ts',
  'tests/browser/tiers.test.ts',
  'tests/browser/accounts.test.ts',
  'tests/browser/portraits.test.ts',
  'tests/browser/images.test.ts',
  'tests/browser/channels.test.ts',
  'tests/browser/contracts.test.ts',
  'tests/browser/clusters.test.ts',
  'tests/journey/demo-loop.test.ts',
  'tests/http/sample-shop.test.ts',
  'tests/journey/contract-churn.test.ts',
  'tests/journey/analyze.test.ts',
  'tests/journey/cli-doors.test.ts',
  'tests/journey/cli-beside-server.test.ts',
  'tests/http/database-sync.test.ts',
  'tests/journey/docs.test.ts',
  'tests/journey/account-churn.test.ts',
  'tests/journey/model-train.test.ts',
  'tests/journey/undo-import.test.ts',
  'tests/contract/conditions.test.ts',
  'tests/security/scope.test.ts',
  'tests/http/tags.test.ts',
  'tests/http/routes.test.ts',
  'tests/contract/decision-runs.test.ts',
  'tests/http/customer-actions.test.ts',
  'tests/journey/origins.test.ts',
  'tests/journey/import-crash.test.ts',
  'tests/contract/clickhouse-contract.test.ts',
  'tests/http/hand-decisions.test.ts',
  'tests/http/churn.test.ts',
  'tests/contract/embedded-engines.test.ts',
  'tests/journey/bad-files.test.ts',
  'tests/http/cold-start.test.ts',
  'tests/journey/cli-settings.test.ts',
  'tests/journey/cli-serve.test.ts',
  'tests/http/account-conditions.test.ts',
  'tests/http/segment-members.test.ts',
  'tests/journey/master-key.test.ts',
  'tests/journey/cli-bad-input.test.ts',
  'tests/http/orders.test.ts',
  'tests/http/accounts.test.ts',
  'tests/http/undo-import.test.ts',
  'tests/contract/profile-refresh.test.ts',
  'tests/http/identity-reach.test.ts',
  'tests/http/survivorship.test.ts',
  'tests/journey/import-measures.test.ts',
  'tests/http/reads.test.ts',
  'tests/http/traits-as-attributes.test.ts',
  'tests/http/pieces.test.ts',
  'tests/security/hostile-matrix.test.ts',
  'tests/security/hostile-files.test.ts',
  'src/predict/churn/train/train-churn.test.ts',
  'tests/unit/sim-world.test.ts',
  'src/jobs/job-runner.test.ts',
  'src/predict/tabular/train-tabular.test.ts',
  'tests/security/linear-patterns.test.ts',
  'tests/unit/random-shops.test.ts',
  'src/predict/churn/train/leak-test.training.test.ts',
  'src/numerics/trees/gradient-boosting.test.ts',
  'src/commands/read-cohorts.test.ts',
  'src/predict/churn/train/churn-slices.test.ts',
  'src/simulate/world.test.ts',
]

/** What a file is put in order by. */
export interface RunFile {
  readonly group: number
  readonly project: string
  /** From the root of the project. */
  readonly path: string
}

/** In a group first the files of browsers, which are the longest: a process goes on to the next file, with what it has loaded, within a project only. */
const FIRST_PROJECTS = ['browser', 'sdk']

/** Below 0 where `a` starts before `b`: by group, then project by project, then the longest first, so that none of them runs alone at the end. */
export function byStart(a: RunFile, b: RunFile): number {
  const project = ({ project: name }: RunFile): number => {
    const at = FIRST_PROJECTS.indexOf(name)
    return at < 0 ? FIRST_PROJECTS.length : at
  }
  const place = ({ path }: RunFile): number => {
    const at = LONGEST.indexOf(path)
    return at < 0 ? LONGEST.length : at
  }
  return a.group - b.group || project(a) - project(b) || place(a) - place(b)
}

/** Starts files in the order of `byStart`; those that it does not tell apart as vitest would. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config
    const read = ({ project, moduleId }: TestSpecification): RunFile => ({
      group: project.config.sequence.groupOrder,
      project: project.name,
      path: relative(root, moduleId),
    })
    return (await super.sort(files)).toSorted((a, b) => byStart(read(a), read(b)))
  }
}
