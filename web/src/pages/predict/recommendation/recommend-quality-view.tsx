import { useTranslation } from 'react-i18next'
import type { RecommendBoard, RecommendQuality } from '#http/predict/recommend-schemas.ts'
import { useCode } from '../../../components/codes.ts'
import { DataTable } from '../../../components/data-table.tsx'
import type { Column } from '../../../components/data-table.tsx'
import { Figure } from '../../../components/figure.tsx'
import { Panel } from '../../../components/page.tsx'
import { StateTag } from '../../../components/tags.tsx'
import { useFormat } from '../../../format/use-format.ts'

/** How good lists of ten were on later data, method by method beside what everybody likes, and how they are mixed. */
export function RecommendQualityView({ board }: { board: RecommendBoard }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { quality } = board
  const chosen = quality?.methods.find((one) => one.chosen)
  const popular = quality?.methods.find((one) => one.method.startsWith('popular'))
  return (
    <div className="stack">
      <section className="panel">
        <div className="figures">
          <Figure
            tone="lead"
            label={t('recommendation.hitRate')}
            value={chosen === undefined ? null : format.percent(chosen.hitRate)}
            unknown={t('recommendation.noQuality')}
            detail={popular === undefined ? undefined : t('recommendation.popularReaches', { figure: format.percent(popular.hitRate) })}
          />
          <Figure
            label="nDCG@10"
            value={chosen === undefined ? null : format.decimal(chosen.ndcg, 3)}
            unknown={t('recommendation.noQuality')}
            detail={popular === undefined ? undefined : t('recommendation.popularReaches', { figure: format.decimal(popular.ndcg, 3) })}
          />
          <Figure
            label={t('recommendation.coverage')}
            value={chosen === undefined ? null : format.percent(chosen.coverage, 0)}
            unknown={t('recommendation.noQuality')}
            detail={t('recommendation.coverageDetail')}
          />
          <Figure
            label={t('recommendation.learntFrom')}
            value={format.compact(board.interactions)}
            detail={t('recommendation.learntDetail', {
              customers: format.integer(board.customers),
              products: format.integer(board.products),
              rules: format.integer(board.rules),
            })}
          />
        </div>
        {quality === null ? null : (
          <p className="figures-foot">
            {t('recommendation.backtest', {
              asOf: format.date(quality.asOf),
              days: quality.days,
              customers: format.integer(quality.customers),
            })}
          </p>
        )}
      </section>
      <div className="grid-wide align-start">
        {quality === null ? (
          <Panel title={t('recommendation.methods')}>
            <p className="soft">{t('recommendation.noQuality')}</p>
          </Panel>
        ) : (
          <Methods quality={quality} />
        )}
        <Weights board={board} />
      </div>
    </div>
  )
}

function Methods({ quality }: { quality: RecommendQuality }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  type Row = RecommendQuality['methods'][number]
  const best = Math.max(1e-9, ...quality.methods.map((one) => one.ndcg))
  const columns: Column<Row>[] = [
    {
      key: 'method',
      title: t('recommendation.method'),
      render: (row) => (
        <span className="row">
          <span className="cell-main">{code('model', row.method)}</span>
          {row.chosen ? <StateTag tone="accent">{t('churn.chosen')}</StateTag> : null}
        </span>
      ),
    },
    {
      key: 'bar',
      title: '',
      hideOnCard: true,
      render: (row) => (
        <span className="share-bar" aria-hidden="true">
          <span style={{ width: `${(row.ndcg / best) * 100}%` }} />
        </span>
      ),
    },
    { key: 'ndcg', title: 'nDCG@10', numeric: true, render: (row) => format.decimal(row.ndcg, 3) },
    { key: 'hit', title: t('recommendation.hitRate'), numeric: true, render: (row) => format.percent(row.hitRate) },
    { key: 'recall', title: t('recommendation.recall'), numeric: true, render: (row) => format.percent(row.recall) },
    { key: 'coverage', title: t('recommendation.coverage'), numeric: true, render: (row) => format.percent(row.coverage, 0) },
  ]
  return (
    <Panel title={t('recommendation.methods')} note={t('recommendation.methodsNote')} flush>
      <DataTable
        label={t('recommendation.methods')}
        columns={columns}
        rows={[...quality.methods].sort((a, b) => b.ndcg - a.ndcg)}
        rowKey={(row) => row.method}
        empty={null}
      />
    </Panel>
  )
}

function Weights({ board }: { board: RecommendBoard }) {
  const { t } = useTranslation()
  const format = useFormat()
  const all = Math.max(
    1e-9,
    board.weights.reduce((sum, one) => sum + one.weight, 0),
  )
  return (
    <Panel title={t('recommendation.weights')} note={t('recommendation.weightsNote')}>
      <ul className="share-list weights">
        {[...board.weights]
          .sort((a, b) => b.weight - a.weight)
          .map((one) => (
            <li key={one.source}>
              <span>{t(`codes.recommendSource.${one.source}`)}</span>
              <span className="share-bar" aria-hidden="true">
                <span style={{ width: `${(one.weight / all) * 100}%` }} />
              </span>
              <span className="num">{format.percent(one.weight / all, 0)}</span>
            </li>
          ))}
      </ul>
      {board.trainedAt === null ? null : (
        <p className="caption">
          {board.version === null ? '' : `${t('churn.version', { version: board.version })} · `}
          {t('churn.trainedAt')} {format.dateTime(board.trainedAt)}
        </p>
      )}
    </Panel>
  )
}
