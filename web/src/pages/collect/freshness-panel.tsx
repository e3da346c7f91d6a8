import { useTranslation } from 'react-i18next'
import type { Freshness } from '#http/collect/freshness-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { Panel } from '../../components/page.tsx'
import { QueryView } from '../../components/query-view.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useDuration } from './use-duration.ts'
import './freshness.css'

const DAYS = 7

/** How many declared sources are on time, and how soon queries see what they send. */
export function FreshnessPanel() {
  const { t } = useTranslation()
  const query = useApi(endpoints.freshness())
  return (
    <Panel title={t('collect.freshTitle')} note={t('collect.freshNote', { days: DAYS })}>
      <QueryView query={query}>{(answer) => <Figures answer={answer} />}</QueryView>
    </Panel>
  )
}

function Figures({ answer }: { answer: Freshness }) {
  const { t } = useTranslation()
  const format = useFormat()
  const duration = useDuration()
  const share = (value: number | null) => (value === null ? '–' : format.percent(value, 1))
  return (
    <dl className="fresh-figures">
      <div>
        <dt>{t('collect.coverage')}</dt>
        <dd className="num">{share(answer.coverage)}</dd>
        <dd className="cell-sub">
          {answer.coverage === null
            ? t('collect.coverageNone')
            : t('collect.coverageDetail', { fresh: answer.fresh, declared: answer.declared })}
        </dd>
      </div>
      {answer.timeliness.map((one) => (
        <div key={one.kind}>
          <dt>{t(`collect.timely_${one.kind}`, { limit: one.kind === 'batch' ? one.limitMs / 3_600_000 : one.limitMs / 1_000 })}</dt>
          <dd className="num">{share(one.share)}</dd>
          <dd className="cell-sub">
            {one.records === 0
              ? t('collect.timelyNone')
              : t('collect.timelyDetail', { records: format.integer(one.records), p50: duration(one.p50Ms), p99: duration(one.p99Ms) })}
          </dd>
        </div>
      ))}
    </dl>
  )
}
