import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ExplainedCondition } from '#http/segment/condition-schemas.ts'
import { useAnswer } from '../../api/use-api.ts'
import { LinesSkeleton, QueryView } from '../../components/query-view.tsx'
import { dash } from '../../format/format.ts'
import { useFormat } from '../../format/use-format.ts'
import { useSession } from '../../session/session-context.tsx'

type Step = ExplainedCondition['steps'][number]

interface Props {
  of: { where: string } | { condition: { segment: string } }
  who: { customerId: string } | { accountId: string }
}

/** Why a customer or an account meets a condition or does not: every test with what was found. */
export function WhySteps({ of, who }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useAnswer<ExplainedCondition>('/conditions/explain', { ...of, ...who })
  return (
    <QueryView query={query} skeleton={<LinesSkeleton rows={3} />}>
      {({ isMet, steps, explainedAt }) => (
        <div className="stack-small" role="status">
          <p>
            <strong className={isMet ? 'why-met' : 'why-unmet'}>{t(isMet ? 'groups.isIn' : 'groups.isOut')}</strong>{' '}
            <span className="faint">{t('groups.explainedAt', { when: format.dateTime(explainedAt) })}</span>
          </p>
          <ol className="why-steps">
            {steps.map((step, index) => (
              <WhyStep key={index} step={step} />
            ))}
          </ol>
        </div>
      )}
    </QueryView>
  )
}

function WhyStep({ step }: { step: Step }) {
  const { t } = useTranslation()
  const format = useFormat()
  const found = useFound(step)
  const { isMet, depth, kind, sentence, acts, account } = step
  return (
    <li style={{ paddingLeft: Math.min(depth, 6) * 16 }}>
      <span className={`why-mark ${isMet ? 'why-met' : 'why-unmet'}`} role="img" aria-label={t(isMet ? 'groups.met' : 'groups.unmet')}>
        {isMet ? '✓' : '✗'}
      </span>
      {account === null ? null : (
        <Link to={`/customers/accounts/${account.id}`} className="why-account">
          {account.name}
        </Link>
      )}
      <span>{kind === 'all' || kind === 'any' ? t(`groups.whyGroup.${kind}`) : format.text(sentence)}</span>
      {found === null ? null : <span className="why-found">{t('groups.found', { value: found })}</span>}
      {acts === null || acts.count === 0 ? null : (
        <span className="why-found">
          {t('groups.foundActs', { count: acts.count, n: format.integer(acts.count) })}
          {acts.firstAt === null ? '' : ` · ${t('groups.firstAt', { when: format.dateTime(acts.firstAt) })}`}
          {acts.lastAt === null || acts.count === 1 ? '' : ` · ${t('groups.lastAt', { when: format.dateTime(acts.lastAt) })}`}
        </span>
      )}
    </li>
  )
}

/** What was found, in words; null for a group, which has no value. */
function useFound({ kind, value, valueKind, valueLabel }: Step): string | null {
  const { t } = useTranslation()
  const format = useFormat()
  const { currency } = useSession()
  if (kind !== 'test') return null
  if (valueLabel !== null) return format.text(valueLabel)
  if (value === null) return valueKind === null ? null : dash
  if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no')
  if (typeof value === 'string') return valueKind === 'time' ? format.dateTime(value) : value
  if (valueKind === 'money') return format.majorMoney(value, currency)
  if (valueKind === 'share') return format.percent(value, 1)
  return Number.isInteger(value) ? format.integer(value) : format.decimal(value, 2)
}
