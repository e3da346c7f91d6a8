import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ValuePrediction } from '#http/predict/value-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { Figure } from '../../components/figure.tsx'
import { Panel } from '../../components/page.tsx'
import { LinesSkeleton, QueryView } from '../../components/query-view.tsx'
import { RecommendedItems } from '../predict/recommendation/recommended-items.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useSession } from '../../session/session-context.tsx'
import { useCan } from '../../session/use-can.ts'

/** What the customer will be worth, whether they are still one, and what they buy next. */
export function CustomerOutlook({ customerId }: { customerId: string }) {
  const can = useCan()
  return (
    <>
      {can('value:read') ? <Value customerId={customerId} /> : null}
      {can('recommendations:read') ? <Offers customerId={customerId} /> : null}
    </>
  )
}

function Value({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useApi(endpoints.valueCustomer(customerId))
  const asOf = query.data?.prediction?.asOf
  return (
    <Panel
      title={t('value.outlook')}
      {...(asOf === undefined ? {} : { note: t('churn.asOf', { asOf: format.date(asOf) }) })}
      flush
      actions={<Link to="/predict/value">{t('value.title')}</Link>}
    >
      <QueryView
        query={query}
        skeleton={
          <div className="panel-body">
            <LinesSkeleton rows={2} />
          </div>
        }
      >
        {({ prediction }) =>
          prediction === null ? <p className="panel-body soft">{t('value.outlookNone')}</p> : <Prediction prediction={prediction} />
        }
      </QueryView>
    </Panel>
  )
}

function Prediction({ prediction }: { prediction: ValuePrediction }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { value, nextOrder, nextCategory, nextAmount } = prediction
  const day = nextOrder === null ? null : format.date(nextOrder.at)
  return (
    <div className="figures figures-tight">
      <Figure
        label={t('value.clv')}
        value={format.money(value.estimate)}
        detail={t('value.interval80', { low: format.moneyCompact(value.low), high: format.moneyCompact(value.high) })}
      />
      <Figure
        label={t('value.aliveColumn')}
        value={format.percent(prediction.aliveProbability, 0)}
        detail={t('value.expects', { n: format.decimal(prediction.expectedOrders.estimate, 1) })}
      />
      <Figure
        label={t('value.nextOrder')}
        value={day}
        unknown={t('value.nextUnknown')}
        detail={
          nextOrder === null
            ? undefined
            : nextOrder.high === null
              ? t('value.notBefore', { low: format.date(nextOrder.low) })
              : `${format.date(nextOrder.low)} – ${format.date(nextOrder.high)}`
        }
      />
      <Figure
        label={t('value.nextCategory')}
        value={nextCategory === null ? null : nextCategory.category}
        unknown={t('value.nextUnknown')}
        detail={nextCategory === null ? undefined : t('value.likely', { share: format.percent(nextCategory.probability, 0) })}
      />
      <Figure
        label={t('value.nextAmount')}
        value={nextAmount === null ? null : format.money(nextAmount.estimate)}
        unknown={t('value.nextUnknown')}
        detail={
          nextAmount === null
            ? undefined
            : t('value.interval80', { low: format.moneyCompact(nextAmount.low), high: format.moneyCompact(nextAmount.high) })
        }
      />
      <Figure label={t('value.within30')} value={format.percent(prediction.purchaseProbability30, 0)} detail={t('value.within30Detail')} />
    </div>
  )
}

function Offers({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const { limited } = useSession()
  const query = useApi(endpoints.recommendForCustomer(customerId, 5))
  return (
    <Panel
      title={t('recommendation.forCustomer')}
      {...(limited ? {} : { actions: <Link to={`/predict/recommendation?customer=${customerId}`}>{t('recommendation.title')}</Link> })}
    >
      <QueryView query={query} skeleton={<LinesSkeleton rows={3} />}>
        {(data) =>
          data.items.length === 0 ? (
            <p className="soft">{t('recommendation.noneYet')}</p>
          ) : (
            <>
              {data.fallback ? <p className="soft fallback">{t('recommendation.fallback')}</p> : null}
              <RecommendedItems items={data.items} />
            </>
          )
        }
      </QueryView>
    </Panel>
  )
}
