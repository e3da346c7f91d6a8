import { App, Button, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Strategy } from '#http/decide/retain-schemas.ts'
import { useChange } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { useProblemText } from '../../components/error-notice.tsx'
import { Unknown } from '../../components/figure.tsx'
import { Label, StateTag } from '../../components/tags.tsx'
import { VerdictTag } from '../measure/verdict.tsx'
import { interval } from '../../format/format.ts'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { useAudienceWords } from './audience-words.ts'

export function StrategyStateTag({ state }: { state: Strategy['state'] }) {
  const { t } = useTranslation()
  return (
    <StateTag tone={state === 'active' ? 'accent' : state === 'paused' ? 'warn' : 'muted'}>{t(`codes.strategyState.${state}`)}</StateTag>
  )
}

/** One strategy: for whom, with what, how far it reached, and what it brought. */
export function StrategyCard({ strategy, edit, clone }: { strategy: Strategy; edit: () => void; clone: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const can = useCan()
  const audience = useAudienceWords()
  const { definition } = strategy
  const numbers: [string, React.ReactNode][] = [
    [t('retain.reach'), strategy.reach === null ? <Unknown reason={t('retain.reachUnknown')} /> : format.integer(strategy.reach)],
    [t('retain.contacted'), format.integer(strategy.contacted)],
    [t('retain.delivered'), format.integer(strategy.delivered)],
    ...(strategy.couponsIssued === 0
      ? []
      : [
          [
            t('retain.couponsUsed'),
            t('retain.couponsUsedOf', {
              used: format.integer(strategy.couponsUsed),
              share: format.percent(strategy.couponsUsed / strategy.couponsIssued, 0),
            }),
          ] satisfies [string, string],
        ]),
    [t('retain.holdout'), format.percent(definition.holdout, 0)],
  ]
  return (
    <article className="panel strategy" aria-label={format.text(definition.name)}>
      <div className="strategy-head">
        <h2>{format.text(definition.name)}</h2>
        <StrategyStateTag state={strategy.state} />
      </div>
      <p className="soft strategy-summary">{format.text(definition.summary)}</p>
      <dl className="strategy-facts">
        <dt>{t('retain.audience')}</dt>
        <dd>{audience(definition.audience)}</dd>
        <dt>{t('retain.channel')}</dt>
        <dd>
          {code('channel', definition.channel)}{' '}
          {strategy.unready === null ? null : <StateTag tone="warn">{t(`retain.notReady.${strategy.unready}`)}</StateTag>} ·{' '}
          {format.text(definition.offer.label) || t(`codes.offer.${definition.offer.kind}`)}
        </dd>
      </dl>
      <div className="strategy-numbers">
        {numbers.map(([label, value]) => (
          <div key={label}>
            <span className="figure-label">{label}</span>
            <strong className="num">{value}</strong>
          </div>
        ))}
      </div>
      <div className="strategy-effect">
        <span className="figure-label">{t('retain.effect')}</span>
        {strategy.effect === null ? (
          <Unknown reason={t('retain.effectUnknown')} />
        ) : (
          <span className="row num">
            <strong>{format.points(strategy.effect.estimate)}</strong>
            <span className="faint">{interval(strategy.effect, format.pointsNumber)}</span>
            <VerdictTag verdict={strategy.effect.verdict} />
          </span>
        )}
      </div>
      <div className="strategy-foot">
        <span className="row">
          <Label>{code('pack', definition.pack)}</Label>
          <span className="faint">{t('retain.version', { version: strategy.version })}</span>
        </span>
        {can('strategies:write') ? <StateButtons strategy={strategy} edit={edit} clone={clone} /> : null}
      </div>
    </article>
  )
}

function StateButtons({ strategy, edit, clone }: { strategy: Strategy; edit: () => void; clone: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const change = useChange<Strategy>(['/strategies'])
  const become = (state: Strategy['state']) =>
    change.mutate(
      { method: 'PATCH', path: `/strategies/${encodeURIComponent(strategy.id)}`, body: { state } },
      { onError: (problem) => void message.error(problemText(problem)) },
    )
  return (
    <span className="row">
      {strategy.state === 'active' ? (
        <Button size="small" loading={change.isPending} onClick={() => become('paused')}>
          {t('retain.pause')}
        </Button>
      ) : (
        <Button size="small" loading={change.isPending} onClick={() => become('active')}>
          {t('retain.activate')}
        </Button>
      )}
      {strategy.state === 'paused' || strategy.state === 'draft' ? (
        <Popconfirm
          title={t('retain.retireAsk')}
          okText={t('retain.retire')}
          cancelText={t('common.cancel')}
          onConfirm={() => become('retired')}
        >
          <Button size="small">{t('retain.retire')}</Button>
        </Popconfirm>
      ) : null}
      <Button size="small" onClick={clone}>
        {t('retain.clone')}
      </Button>
      <Button size="small" onClick={edit}>
        {t('retain.edit')}
      </Button>
    </span>
  )
}
