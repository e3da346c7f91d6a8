import type { Command } from 'commander'
import type { AccountOutlook, AccountRiskModel, AccountRisks } from '#http/predict/account-risk-schemas.ts'
import type { Job } from '#http/collect/data-schemas.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { Money } from '#kernel/money.ts'
import { toMajor } from '#kernel/money.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'
import { readWhole } from './option-readers.ts'

interface RiskOptions extends DoorOptions {
  readonly limit: number
  readonly refresh?: boolean
}

const percent = (share: number | null): string => (share === null ? '-' : `${(share * 100).toFixed(1)} %`)
const money = (amount: Money | null): string =>
  amount === null ? '-' : `${toMajor(amount.minor, amount.currency).toFixed(2)} ${amount.currency}`

/** Why there are no risks, or how good they are. */
function modelText(model: AccountRiskModel | null): BilingualText {
  if (model === null) return { zh: '尚未评估', en: 'not worked out yet' }
  const { evidence, quality } = model
  if (model.state === 'not-enough-data')
    return {
      zh: `数据不足：流失企业 ${evidence.churned} 家（需 ${evidence.churnedNeeded} 家），最近一期 ${evidence.testChurned} 家（需 ${evidence.testChurnedNeeded} 家）`,
      en: `not enough data: ${evidence.churned} accounts churned (${evidence.churnedNeeded} needed), ${evidence.testChurned} in the newest period (${evidence.testChurnedNeeded} needed)`,
    }
  const figures =
    quality === null
      ? { zh: '', en: '' }
      : {
          zh: `后续 ${quality.accounts} 家中流失 ${quality.churned} 家，AUC ${quality.auc.toFixed(3)}，经验规则 ${quality.ruleAuc.toFixed(3)}`,
          en: `${quality.churned} of ${quality.accounts} later accounts churned, AUC ${quality.auc.toFixed(3)}, rule of thumb ${quality.ruleAuc.toFixed(3)}`,
        }
  return model.state === 'trained'
    ? figures
    : { zh: `未通过检验，不给出概率：${figures.zh}`, en: `did not pass its test, so no chance is given: ${figures.en}` }
}

/** `liuke accounts risks` and `outlook`: which companies are about to leave, and what is at stake. */
export function addAccountRiskCommands(accounts: Command): void {
  addDoor(accounts, 'risks', 'accounts by value at risk, with their health')
    .option('--limit <n>', 'maximum number, at most 200', readWhole('--limit'), 20)
    .option('--refresh', 'work them out first')
    .action(({ limit, refresh, ...options }: RiskOptions) =>
      atDoor(options, async (door) => {
        const { client, list, language } = door
        if (refresh === true) await door.wait(await client.ask<Job>('POST', '/accounts/risks/refresh'), 'cancel')
        const found = await client.ask<AccountRisks>('GET', '/accounts/risks', { query: { limit: Math.min(200, limit) } })
        list(
          found.items,
          [
            { title: { zh: '企业', en: 'Account' }, cell: ({ name, accountId }) => name || accountId, whole: true },
            { title: { zh: '流失概率', en: 'Risk' }, cell: ({ probability }) => percent(probability) },
            { title: { zh: '风险金额', en: 'Value at risk' }, cell: ({ valueAtRisk }) => money(valueAtRisk) },
            { title: { zh: '年合约额', en: 'Contracts a year' }, cell: ({ contractYear }) => money(contractYear) },
            {
              title: { zh: '健康信号', en: 'Signals' },
              cell: ({ signals }) => signals.map(({ text }) => text[language]).join('; ') || '-',
            },
          ],
          { zh: `没有可列出的企业（${modelText(found.model).zh}）。`, en: `No account to list (${modelText(found.model).en}).` },
          { model: found.model, nextCursor: found.nextCursor },
        )
      }),
    )

  addDoor(accounts, 'outlook <id>', 'risk, value and health of an account').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, fields, language }) => {
      const found = await client.ask<AccountOutlook>('GET', address`/accounts/${id}/outlook`)
      const { outlook, model } = found
      fields(found, [
        [{ zh: '模型', en: 'Model' }, modelText(model)[language]],
        ...(outlook === null
          ? []
          : ([
              [{ zh: '流失概率', en: 'Risk' }, percent(outlook.probability)],
              [{ zh: '年合约额', en: 'Contracts a year' }, money(outlook.contractYear)],
              [{ zh: '近一年消费', en: 'Spent in a year' }, money(outlook.spendYear)],
              [{ zh: '风险金额', en: 'Value at risk' }, money(outlook.valueAtRisk)],
              [{ zh: '健康信号', en: 'Signals' }, outlook.signals.map(({ text }) => text[language]).join('; ') || '-'],
              [{ zh: '主要原因', en: 'Reasons' }, outlook.reasons.map(({ text }) => text[language]).join('; ') || '-'],
            ] as const)),
      ])
    }),
  )
}
