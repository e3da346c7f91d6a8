import { App, Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Customer360 } from '#http/profile/customer-schemas.ts'
import { useChange } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { useProblemText } from '../../components/error-notice.tsx'
import { Unknown } from '../../components/figure.tsx'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { RevealButton } from './reveal-button.tsx'
import { FilledMark } from './filled-mark.tsx'

interface Props {
  data: Customer360
}

/** What ties this customer to the outside; masked until someone says why they need it. */
export function IdentifierPanel({ data }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const can = useCan()
  const [shown, setShown] = useState<Record<string, readonly string[]>>({})
  const kinds = [...new Set(data.identifiers.map((one) => one.kind))]
  return (
    <Panel title={t('profile.identifiers')}>
      <ul className="id-list">
        {kinds.map((kind) => {
          const all = data.identifiers.filter((one) => one.kind === kind)
          const clear = shown[kind]
          const first = all.reduce((least, one) => (one.firstSeenAt < least ? one.firstSeenAt : least), all[0]?.firstSeenAt ?? '')
          const last = all.reduce((most, one) => (one.lastSeenAt > most ? one.lastSeenAt : most), '')
          return (
            <li key={kind}>
              <span className="id-main">
                <span className="cell-sub">{code('identifier', kind)}</span>
                <span className="mono">{(clear ?? all.map((one) => one.masked)).join(', ')}</span>
                {first === '' ? null : (
                  <span className="cell-sub">{t('profile.seen', { from: format.date(first), to: format.date(last) })}</span>
                )}
              </span>
              {clear === undefined && can('customers:reveal') ? (
                <RevealButton
                  customerId={data.row.id}
                  kind={kind}
                  onReveal={(values) => setShown((before) => ({ ...before, [kind]: values }))}
                />
              ) : null}
            </li>
          )
        })}
        {data.devices.map((one) => (
          <li key={`${one.masked} ${one.since}`}>
            <span className="id-main">
              <span className="cell-sub">{code('identifier', 'device')}</span>
              <span className="mono">{one.masked}</span>
              <span className="cell-sub">{t('profile.deviceSince', { date: format.date(one.since) })}</span>
              {one.isShared ? <span className="soft">{t('profile.deviceShared')}</span> : null}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

export function ProfilePanel({ data }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const orDash = (text: string) => (text === '' ? <Unknown /> : text)
  const { filled } = data.row
  return (
    <Panel title={t('profile.profile')}>
      <dl className="pairs">
        <dt>{t('profile.registered')}</dt>
        <dd>{data.registeredAt === null ? <Unknown /> : format.date(data.registeredAt)}</dd>
        <dt>{t('profile.firstSeen')}</dt>
        <dd>{data.firstSeenAt === null ? <Unknown /> : format.date(data.firstSeenAt)}</dd>
        <dt>{t('profile.gender')}</dt>
        <dd>
          {orDash(code('gender', data.gender))} <FilledMark filled={filled} field="gender" />
        </dd>
        <dt>{t('profile.birthYear')}</dt>
        <dd>
          {data.birthYear ?? <Unknown />} <FilledMark filled={filled} field="birthYear" />
        </dd>
        <dt>{t('profile.region')}</dt>
        <dd>
          {orDash(data.row.region)} <FilledMark filled={filled} field="region" />
        </dd>
        <dt>{t('profile.source')}</dt>
        <dd>{orDash(code('channel', data.source))}</dd>
        <dt>{t('profile.mainChannel')}</dt>
        <dd>{orDash(code('channel', data.row.mainChannel))}</dd>
        <dt>{t('profile.favourite')}</dt>
        <dd>{orDash(data.favouriteCategory)}</dd>
        <dt title={t('profile.rfmHelp')}>{t('profile.rfm')}</dt>
        <dd>{data.rfm === null ? <Unknown reason={t('profile.neverOrdered')} /> : `R${data.rfm.r} · F${data.rfm.f} · M${data.rfm.m}`}</dd>
      </dl>
    </Panel>
  )
}

export function MergePanel({ data }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const can = useCan()
  return (
    <Panel title={t('profile.merges')}>
      {data.merges.length === 0 ? (
        <p className="soft">{t('profile.mergesNone')}</p>
      ) : (
        <ul className="id-list">
          {data.merges.map((one) => (
            <li key={one.id}>
              <span className="id-main">
                {code('mergeKind', one.rule)}
                {one.rule === 'cannot_merge_already_identified' ? null : ` · ${code('mergeRule', one.kind)}`}
                <span className="cell-sub mono">
                  {one.otherId === null ? '' : t('profile.mergedWith', { id: one.otherId.slice(0, 8) })}
                </span>
              </span>
              <span className="faint">{format.date(one.at)}</span>
              {one.mayBeTakenBack && can('data:import') ? <UnmergeButton customerId={data.row.id} merge={one.id} /> : null}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

function UnmergeButton({ customerId, merge }: { customerId: string; merge: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const path = `/customers/${encodeURIComponent(customerId)}`
  const unmerge = useChange([path])
  return (
    <Popconfirm
      title={t('profile.unmergeAsk')}
      okText={t('profile.unmerge')}
      cancelText={t('common.cancel')}
      onConfirm={() =>
        unmerge.mutate(
          { method: 'DELETE', path: `${path}/merges/${merge}` },
          {
            onSuccess: () => void message.success(t('profile.unmerged')),
            onError: (problem) => void message.error(problemText(problem)),
          },
        )
      }
    >
      <Button size="small" loading={unmerge.isPending}>
        {t('profile.unmerge')}
      </Button>
    </Popconfirm>
  )
}
