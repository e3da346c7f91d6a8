import type { Command } from 'commander'
import type { DecisionExplanation } from '#http/decide/explanation-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { toMajor } from '#kernel/money.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'

interface ExplainOptions extends DoorOptions {
  readonly run?: string
  readonly customer?: string
}

/** `liuke decide explain`: why a customer got a strategy, or none. */
export function addExplainCommand(decide: Command): void {
  // Options behind the name of the command are its own.
  decide.enablePositionalOptions()
  addDoor(decide, 'explain [decision]', 'show why a customer got a strategy, or none: checks, gains, choice, draw and what followed')
    .option('--run <id>', 'with --customer: a run, also where the customer got nothing')
    .option('--customer <id>', 'the id of the customer')
    .action((decision: string | undefined, options: ExplainOptions) =>
      atDoor(options, async ({ client, list, time, word, language }) => {
        const { run, customer } = options
        if ((decision === undefined) === (run === undefined) || (run === undefined) !== (customer === undefined)) {
          throw new AppError('invalid-input', 'explain-choice', 'Name a decision, or a run and a customer: --run ID --customer ID.')
        }
        const explanation = await client.ask<DecisionExplanation>(
          'GET',
          decision === undefined
            ? address`/decision-runs/${run ?? ''}/customers/${customer ?? ''}/explanation`
            : address`/decisions/${decision}/explanation`,
        )
        const money = (minor: number) => toMajor(Math.round(minor), explanation.currency).toFixed(2)
        const { strategies, ...rest } = explanation
        list(
          strategies,
          [
            { title: { zh: '策略', en: 'Strategy' }, cell: ({ name }) => name[language] },
            {
              title: { zh: '结果', en: 'Result' },
              cell: ({ isChosen, failed, isEligible }) =>
                isChosen
                  ? language === 'zh'
                    ? '选用'
                    : 'chosen'
                  : failed === null
                    ? isEligible
                      ? language === 'zh'
                        ? '可选用'
                        : 'could be chosen'
                      : '-'
                    : word('skip', failed),
            },
            { title: { zh: '效果', en: 'Effect' }, cell: ({ effect, effectFrom }) => `${(effect * 100).toFixed(1)} (${effectFrom})` },
            { title: { zh: '预期毛利', en: 'Margin' }, cell: ({ margin }) => money(margin) },
            { title: { zh: '成本', en: 'Cost' }, cell: ({ cost }) => money(cost) },
            { title: { zh: '预期收益', en: 'Gain' }, cell: ({ gain }) => money(gain) },
          ],
          { zh: `${time(explanation.decidedAt)}：没有策略。`, en: `${time(explanation.decidedAt)}: no strategies.` },
          rest,
        )
      }),
    )
}
