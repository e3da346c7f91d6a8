import type { TFunction } from 'i18next'
import type { AccountRiskModel } from '#http/predict/account-risk-schemas.ts'
import type { useFormat } from '../../format/use-format.ts'

/** How far the risks of accounts can be trusted, or what is missing for them. */
export function riskModelText(model: AccountRiskModel | null, t: TFunction, format: ReturnType<typeof useFormat>): string {
  if (model === null) return t('accountRisk.noRun')
  const { evidence, quality, horizonDays } = model
  if (model.state === 'not-enough-data') {
    return t('accountRisk.notEnough', {
      churned: format.integer(evidence.churned),
      needed: format.integer(evidence.churnedNeeded),
      tested: format.integer(evidence.testChurned),
      testNeeded: format.integer(evidence.testChurnedNeeded),
    })
  }
  const figures =
    quality === null
      ? {}
      : {
          accounts: format.integer(quality.accounts),
          churned: format.integer(quality.churned),
          auc: format.decimal(quality.auc, 2),
          rule: format.decimal(quality.ruleAuc, 2),
        }
  return t(model.state === 'trained' ? 'accountRisk.trained' : 'accountRisk.notTrusted', { ...figures, days: horizonDays })
}
