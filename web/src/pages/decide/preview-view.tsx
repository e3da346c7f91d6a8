import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { DecisionPreview } from '#http/decide/retain-schemas.ts'
import { DataTable } from '../../components/data-table.tsx'
import type { Column } from '../../components/data-table.tsx'
import { Figure, Unknown } from '../../components/figure.tsx'
import { useFormat } from '../../format/use-format.ts'
import { ChannelNotice } from '../act/channel-notice.tsx'
import { DrawnCompanies } from './drawn-companies.tsx'
import { nobodyReason } from './nobody-reason.ts'

/** Who would be contacted and held out, what it costs, and why others are left out. */
export function PreviewView({ preview }: { preview: DecisionPreview }) {
  const { t } = useTranslation()
  const format = useFormat()
  type Row = DecisionPreview['strategies'][number]
  const columns: Column<Row>[] = [
    {
      key: 'name',
      title: t('decide.strategy'),
      maxWidth: 260,
      render: (row) => (
        <>
          <span className="cell-main">{format.text(row.name)}</span>
          {row.unready === null || row.unready === undefined ? null : (
            <span className="cell-sub">{t(`decide.notReady.${row.unready}`)}</span>
          )}
        </>
      ),
    },
    { key: 'treated', title: t('decide.treated'), numeric: true, render: (row) => format.integer(row.treated) },
    { key: 'control', title: t('decide.control'), numeric: true, render: (row) => format.integer(row.control) },
    { key: 'cost', title: t('decide.cost'), numeric: true, render: (row) => format.money(row.cost) },
    {
      key: 'detectable',
      title: t('decide.detectable'),
      numeric: true,
      render: (row) =>
        row.detectableEffect === null ? <Unknown reason={t('decide.detectableUnknown')} /> : format.pointsSize(row.detectableEffect),
    },
  ]
  return (
    <div className="stack">
      <ChannelNotice strategies={preview.strategies.map(({ unready, channel = '' }) => ({ unready, channel }))} />
      {preview.treated === 0 ? <Nobody preview={preview} /> : <Alert type="info" showIcon title={t('decide.previewNote')} />}
      <div className="panel figures figures-tight">
        <Figure label={t('decide.candidates')} value={format.integer(preview.candidates)} />
        <Figure label={t('decide.treated')} value={format.integer(preview.treated)} />
        <Figure label={t('decide.control')} value={format.integer(preview.control)} />
        <Figure label={t('decide.cost')} value={format.money(preview.cost)} />
      </div>
      <DrawnCompanies preview={preview} />
      {preview.strategies.length === 0 ? null : (
        <div className="panel">
          <DataTable
            label={t('decide.perStrategy')}
            columns={columns}
            rows={preview.strategies}
            rowKey={(row) => row.strategyId}
            empty={null}
          />
          <p className="figures-foot">
            {t('decide.detectableHelp')}
            {(preview.companies?.people ?? 0) > 0 ? `${t('decide.sentenceGap')}${t('decide.detectableCompanies')}` : ''}
          </p>
        </div>
      )}
      {preview.skipped.length === 0 ? null : (
        <div>
          <h2 className="subhead">{t('decide.skipped')}</h2>
          <ul className="skip-list">
            {preview.skipped.map((one) => (
              <li key={one.reason}>
                <span>{format.text(one.text)}</span>
                <span className="num">{format.integer(one.customers)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {preview.sample.length === 0 ? null : (
        <div>
          <h2 className="subhead">{t('decide.sample')}</h2>
          <ul className="skip-list">
            {preview.sample.slice(0, 5).map((one) => (
              <li key={one.customerId}>
                <span>
                  {one.maskedName === '' ? one.customerId.slice(0, 8) : one.maskedName}{' '}
                  <span className="faint">
                    {one.arm === 'control' ? t('codes.arm.control') : t('codes.arm.treated')} ·{' '}
                    {nameOf(preview, one.strategyId, format.text)}
                  </span>
                </span>
                <span className="num">{format.percent(one.riskProbability, 0)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}

/** Why no one would be contacted, with the way out where there is one. */
function Nobody({ preview }: { preview: DecisionPreview }) {
  const { t } = useTranslation()
  const why = nobodyReason(preview)
  return (
    <Alert
      type="warning"
      showIcon
      title={t('decide.nobody')}
      description={t(`decide.nobodyWhy.${why}`)}
      {...(why === 'no_reach' || why === 'no_scores'
        ? {
            action: (
              <Link to={why === 'no_reach' ? '/data/imports?new=1' : '/predict/churn'}>
                <Button size="small">{t(`decide.nobodyAction.${why}`)}</Button>
              </Link>
            ),
          }
        : {})}
    />
  )
}

function nameOf(preview: DecisionPreview, strategyId: string, text: (both: { zh: string; en: string }) => string): string {
  const found = preview.strategies.find((one) => one.strategyId === strategyId)
  return found === undefined ? strategyId : text(found.name)
}
