import { App, Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Strategy } from '#http/decide/retain-schemas.ts'
import { useChange } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { useProblemText } from '../../components/error-notice.tsx'
import { Unknown } from '../../components/figure.tsx'
import { Label, StateTag } from '../../components/tags.tsx'
import { StrategyStateTag } from './strategy-state-tag.tsx'
import { VersionsDrawer } from './versions-drawer.tsx'
import { VerdictTag } from '../measure/verdict.tsx'
import { interval } from '../../format/format.ts'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { SubjectNotice } from '../act/approvals/subject-notice.tsx'
import { channelsOf } from './library-filter.ts'

/** One strategy: for whom, with what, how far it reached, and what it brought. */
export function StrategyCard({ strategy, edit, clone }: { strategy: Strategy; edit: () => void; clone: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const can = useCan()
  const [isLooking, setLooking] = useState(false)
  const { definition } = strategy
  const numbers: [string, React.ReactNode][] = [
    [t('decide.reach'), strategy.reach === null ? <Unknown reason={t('decide.reachUnknown')} /> : format.integer(strategy.reach)],
    [t('decide.contacted'), format.integer(strategy.contacted)],
    [t('decide.delivered'), format.integer(strategy.delivered)],
    ...(strategy.couponsIssued === 0
      ? []
      : [
          [
            t('decide.couponsUsed'),
            t('decide.couponsUsedOf', {
              used: format.integer(strategy.couponsUsed),
              share: format.percent(strategy.couponsUsed / strategy.couponsIssued, 0),
            }),
          ] satisfies [string, string],
        ]),
    [t('decide.holdout'), format.percent(definition.holdout, 0)],
  ]
  return (
    <article className="panel strategy" aria-label={format.text(definition.name)}>
      <div className="strategy-head">
        <h2>{format.text(definition.name)}</h2>
        <StrategyStateTag state={strategy.state} approval={strategy.approval} />
      </div>
      {strategy.approval === null || strategy.state === 'active' || strategy.state === 'retired' ? null : (
        <SubjectNotice approval={strategy.approval} />
      )}
      <p className="soft strategy-summary">{format.text(definition.summary)}</p>
      <dl className="strategy-facts">
        <dt>{t('decide.audience')}</dt>
        <dd>
          {format.text(strategy.sentence)}{' '}
          {strategy.audienceProblem === null ? null : <StateTag tone="warn">{t('decide.audienceUnaskable')}</StateTag>}
        </dd>
        <dt>{t('decide.channel')}</dt>
        <dd>
          {channelsOf(definition)
            .map((channel) => code('channel', channel))
            .join(t('library.then'))}{' '}
          {strategy.unready === null ? null : <StateTag tone="warn">{t(`decide.notReady.${strategy.unready}`)}</StateTag>} ·{' '}
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
        <span className="figure-label">{t('decide.effect')}</span>
        {strategy.effect === null ? (
          <Unknown reason={t('decide.effectUnknown')} />
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
          <Button size="small" type="link" onClick={() => setLooking(true)}>
            {t('decide.version', { version: strategy.version })}
          </Button>
        </span>
        {can('strategies:write') ? <StateButtons strategy={strategy} edit={edit} clone={clone} /> : null}
      </div>
      {isLooking ? <VersionsDrawer strategy={strategy} close={() => setLooking(false)} /> : null}
    </article>
  )
}

function StateButtons({ strategy, edit, clone }: { strategy: Strategy; edit: () => void; clone: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const change = useChange<Strategy>(['/strategies', '/approvals'])
  const become = (state: Strategy['state']) =>
    change.mutate(
      { method: 'PATCH', path: `/strategies/${encodeURIComponent(strategy.id)}`, body: { state } },
      {
        onSuccess: (now) => {
          if (state === 'active' && now.state !== 'active') void message.success(t('approvals.asked'))
        },
        onError: (problem) => void message.error(problemText(problem)),
      },
    )
  return (
    <span className="row">
      {strategy.state === 'active' ? (
        <Button size="small" loading={change.isPending} onClick={() => become('paused')}>
          {t('decide.pause')}
        </Button>
      ) : strategy.approval?.state === 'waiting' ? null : (
        <Button size="small" loading={change.isPending} onClick={() => become('active')}>
          {t('decide.activate')}
        </Button>
      )}
      {strategy.state === 'paused' || strategy.state === 'draft' ? (
        <Popconfirm
          title={t('decide.retireAsk')}
          okText={t('decide.retire')}
          cancelText={t('common.cancel')}
          onConfirm={() => become('retired')}
        >
          <Button size="small">{t('decide.retire')}</Button>
        </Popconfirm>
      ) : null}
      <Button size="small" onClick={clone}>
        {t('decide.clone')}
      </Button>
      <Button size="small" onClick={edit}>
        {t('decide.edit')}
      </Button>
    </span>
  )
}
