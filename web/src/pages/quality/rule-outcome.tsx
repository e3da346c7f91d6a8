import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { QualityRule, QualitySurvey } from '#http/quality/quality-rule-schemas.ts'
import { useCode } from '../../components/codes.ts'
import { useFormat } from '../../format/use-format.ts'
import { ruleWord } from './rule-word.ts'

/** What rules would find in what is stored, before they are saved. */
export function RuleOutcome({ survey, rules }: { survey: QualitySurvey; rules: readonly QualityRule[] }) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const part = survey.scopes.filter(({ complete }) => !complete)
  return (
    <div role="status">
      <p className="soft">
        {t('quality.previewed', {
          scopes: survey.scopes.map(({ scope, facts }) => `${code('qualityScope', scope)} ${format.integer(facts)}`).join(' · '),
        })}
        {part.length === 0 ? null : ` ${t('quality.previewPart')}`}
      </p>
      <ul className="quality-list">
        {survey.rules.map((one) => (
          <li key={one.ruleId}>
            <span>
              {ruleWord(
                code,
                rules.find(({ id }) => id === one.ruleId),
                one.ruleId,
              )}
            </span>
            <strong className="num">
              {one.judged === 'stored'
                ? t('quality.ofChecked', { n: format.integer(one.broken), checked: format.integer(one.checked) })
                : code('judgedBy', one.judged)}
            </strong>
            <span className="cell-sub">
              {one.limits
                .map(({ group, low, high }) =>
                  t('quality.limits', { group, low: format.decimal(low, 2), high: format.decimal(high, 2) }).trim(),
                )
                .join(' · ')}
            </span>
            <span className="quality-actions">
              {one.examples.map((example, i) =>
                example.customerId === '' ? (
                  <span key={i} className="mono">
                    {example.masked || t('quality.blank')}
                  </span>
                ) : (
                  <Link key={i} className="mono" to={`/customers/${example.customerId}`}>
                    {example.masked || t('quality.blank')}
                  </Link>
                ),
              )}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
