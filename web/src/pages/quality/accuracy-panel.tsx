import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { PortraitAccuracy } from '#http/predict/portrait-accuracy-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { DataTable } from '../../components/data-table.tsx'
import { Figure } from '../../components/figure.tsx'
import { Panel } from '../../components/page.tsx'
import { QueryView } from '../../components/query-view.tsx'
import { useFormat } from '../../format/use-format.ts'

type Row = PortraitAccuracy['rows'][number]

/** K6: whether what portraits said came true, and how old dynamic tags are. */
export function AccuracyPanel() {
  const query = useApi(endpoints.portraitAccuracy())
  return <QueryView query={query}>{(data) => <Accuracy data={data} />}</QueryView>
}

/** The list of whom a statement was of, where conditions can ask for that time. */
function peopleOf({ measure, asOf }: Row): string | null {
  if (asOf === null) return null
  const field = measure === 'churn' ? 'churn.tier' : 'value.next_category'
  return `/customers?${new URLSearchParams({ where: `as of ${asOf.slice(0, 10)} (${field} is set)` }).toString()}`
}

function Accuracy({ data }: { data: PortraitAccuracy }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { freshness } = data
  return (
    <>
      <Panel title={t('portraits.accuracyTitle')} flush>
        <div className="figures">
          <Figure
            label={t('portraits.accuracyNote')}
            value={data.share === null ? null : format.percent(data.share)}
            unknown={t('portraits.nothingOver')}
            detail={`${t('portraits.ofChecked', { hits: format.integer(data.hits), checked: format.integer(data.checked) })} · ${t('portraits.target', { share: format.percent(data.target, 0) })}`}
          />
          <Figure
            label={t('portraits.freshnessNote')}
            value={freshness.tags === 0 ? null : format.percent(freshness.fresh / freshness.tags)}
            unknown={t('portraits.noDynamic')}
            to="/customers/tags"
            detail={`${t('portraits.freshTags', { fresh: format.integer(freshness.fresh), tags: format.integer(freshness.tags) })} · ${t('portraits.freshTarget')}`}
          />
          <Figure
            label={t('portraits.oldest')}
            value={
              freshness.oldestSeconds === null
                ? null
                : t('portraits.minutes', { n: format.integer(Math.round(freshness.oldestSeconds / 60)) })
            }
            unknown={t('portraits.noDynamic')}
            detail={freshness.items[0] === undefined ? undefined : format.text(freshness.items[0].label)}
          />
        </div>
      </Panel>
      <Panel title={t('portraits.accuracyRows')} note={t('portraits.accuracyRowsNote')} flush>
        <DataTable<Row>
          label={t('portraits.accuracyRows')}
          rows={data.rows}
          rowKey={({ measure, day }) => `${measure} ${day ?? ''}`}
          empty={<p className="soft panel-body">{t('portraits.nothingOver')}</p>}
          columns={[
            {
              key: 'measure',
              title: t('portraits.said'),
              render: ({ measure, day }) => (
                <span className="cell-main">
                  {t(`portraits.measure.${measure}`)}
                  {day === null ? null : <span className="cell-sub"> {t('portraits.dayN', { n: day })}</span>}
                </span>
              ),
            },
            { key: 'definition', title: t('portraits.came'), render: ({ measure }) => t(`portraits.definition.${measure}`) },
            {
              key: 'asOf',
              title: t('portraits.saidAt'),
              render: ({ asOf }) => (asOf === null ? t('portraits.severalTimes') : format.date(asOf)),
            },
            { key: 'hits', title: t('portraits.hits'), numeric: true, render: ({ hits }) => format.integer(hits) },
            {
              key: 'checked',
              title: t('portraits.checked'),
              numeric: true,
              render: (row) => {
                const to = peopleOf(row)
                return to === null ? format.integer(row.checked) : <Link to={to}>{format.integer(row.checked)}</Link>
              },
            },
            { key: 'share', title: t('portraits.accuracy'), numeric: true, render: ({ hits, checked }) => format.percent(hits / checked) },
          ]}
        />
      </Panel>
    </>
  )
}
