import { expect, it } from 'vitest'
import type { ChampionRequest } from './champion-verdict.ts'
import { AUC_TOLERANCE, championVerdict, LOG_LOSS_TOLERANCE } from './champion-verdict.ts'

const good = { auc: 0.8, logLoss: 0.5 }
const champion = { readable: true, sameDefinition: true, quality: good, sameRows: true }

it.each([
  ['there is none', { champion: null }, 'champion', 'first model'],
  ['the champion cannot be read', { champion: { ...champion, readable: false } }, 'champion', 'cannot be read'],
  [
    'a person changed the churn definition',
    { champion: { ...champion, sameDefinition: false } },
    'champion',
    'You changed the churn definition',
  ],
  [
    'the calendar met another definition',
    { trigger: 'schedule', champion: { ...champion, sameDefinition: false } },
    'challenger',
    'by hand',
  ],
  ['it is better', { challenger: { auc: 0.82, logLoss: 0.48 } }, 'champion', 'Not worse than the model before on the same later data'],
  ['it is worse by less than noise', { challenger: { auc: 0.796, logLoss: 0.5015 } }, 'champion', 'Not worse'],
  [
    'it is worse by just the tolerance',
    { challenger: { auc: good.auc - AUC_TOLERANCE, logLoss: good.logLoss + LOG_LOSS_TOLERANCE } },
    'champion',
    'Not worse',
  ],
  ['its log loss is worse', { challenger: { auc: 0.81, logLoss: 0.51 } }, 'challenger', 'Worse than the model in use'],
  ['its AUC is worse', { challenger: { auc: 0.79, logLoss: 0.49 } }, 'challenger', 'AUC 0.790 (before 0.800)'],
  [
    'the champion was trained on the evaluation rows',
    { champion: { ...champion, sameRows: false } },
    'champion',
    'each on its own later data',
  ],
  ['it could not be judged', { challenger: null }, 'challenger', 'no later data'],
  ['neither could be judged', { challenger: null, champion: { ...champion, quality: null } }, 'champion', 'Neither'],
  ['the champion never was', { champion: { ...champion, quality: null } }, 'champion', 'never judged'],
] satisfies [string, Partial<ChampionRequest>, string, string][])('when %s', (_when, change, state, words) => {
  const verdict = championVerdict({ trigger: 'manual', challenger: good, champion, ...change })
  expect(verdict.state).toBe(state)
  expect(verdict.verdict.en).toContain(words)
  expect(verdict.verdict.zh).not.toBe('')
})
