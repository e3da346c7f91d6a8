import type { Project } from '#access/project-settings.ts'
import type { Clock } from '#kernel/clock.ts'
import type { ContractReport } from '#predict/value/contract-lives.ts'
import type { TypedApp } from '../typed-app.ts'
import { contractAnswer } from './contract-value-answer.ts'
import { ContractValue } from './contract-value-schemas.ts'

interface ContractValueParts {
  readonly contracts: { report(now: Date): Promise<ContractReport> }
  readonly project: Pick<Project, 'currency'>
  readonly clock: Clock
}

/** How long contracts last, and what is still to come of them. */
export function registerContractValue(app: TypedApp, { contracts, project, clock }: ContractValueParts): void {
  app.get(
    '/value/contracts',
    {
      config: { permission: 'value:read' },
      schema: {
        tags: ['value'],
        summary: 'How long contracts last, who renews, and what is still to come of them',
        response: { 200: ContractValue },
      },
    },
    async () => {
      const now = clock.now()
      return contractAnswer(await contracts.report(now), now, project.currency)
    },
  )
}
