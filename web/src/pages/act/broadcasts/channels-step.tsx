import { Button, Collapse, Input, InputNumber, Radio, Select } from 'antd'
import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Broadcast, BroadcastDetail } from '#http/act/broadcast-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { Icon } from '../../../components/icon.tsx'
import { Panel } from '../../../components/page.tsx'
import { StateTag } from '../../../components/tags.tsx'
import { majorUnits, minorUnits } from '../../../format/format.ts'
import { useFormat } from '../../../format/use-format.ts'
import { instantOfZoned, zonedParts } from '../../../format/zoned-instant.ts'
import { useCan } from '../../../session/use-can.ts'
import { ChannelNotice } from '../channel-notice.tsx'
import type { FormChannel } from '../contents/content-preview.tsx'
import type { Draft } from './broadcast-wizard.tsx'
import { FORMS } from './content-step.tsx'
import { newRepeat, RepeatFields } from './repeat-fields.tsx'

interface Props {
  draft: Draft
  change: (changes: Partial<Draft>) => void
  unready: BroadcastDetail['unready']
  currency: string
}

type Unready = Parameters<typeof ChannelNotice>[0]['strategies'][number]['unready']

/** Where it goes, in order of preference, when, and within which limits. */
export function ChannelsStep(props: Props) {
  const { t } = useTranslation()
  return (
    <div className="stack">
      <Panel title={t('broadcasts.channelsTitle')}>
        <Channels {...props} />
      </Panel>
      <Panel title={t('broadcasts.whenTitle')}>
        <When {...props} />
      </Panel>
      <Panel title={t('broadcasts.limitsTitle')}>
        <Limits {...props} />
      </Panel>
    </div>
  )
}

function Channels({ draft, change, unready }: Props) {
  const { t } = useTranslation()
  const code = useCode()
  const { content, channels } = draft
  const version = useApi(endpoints.contentVersion(content?.id ?? '', content?.version ?? 1), { enabled: content !== null })
  const forms = FORMS.filter((one) => version.data?.content[one] !== undefined)
  const left = forms.filter((one) => !channels.includes(one))
  const move = (index: number, by: -1 | 1) => {
    const next = [...channels]
    const [one] = next.splice(index, 1)
    if (one !== undefined) next.splice(index + by, 0, one)
    change({ channels: next })
  }
  return (
    <div className="stack">
      <p className="soft">{t('broadcasts.channelsHelp')}</p>
      {content === null ? <p>{t('broadcasts.contentFirst')}</p> : null}
      {channels.length === 0 ? null : (
        <ol className="broadcast-channels">
          {channels.map((channel, index) => {
            const name = code('channel', channel)
            return (
              <li key={channel}>
                <span className="num">{index + 1}</span>
                <strong>{name}</strong>
                {unready[channel] === undefined ? (
                  <StateTag tone="accent">{t('broadcasts.ready')}</StateTag>
                ) : (
                  <StateTag tone="warn">{t('broadcasts.notReady')}</StateTag>
                )}
                {channel === 'email' || channel === 'sms' ? <SenderSelect channel={channel} draft={draft} change={change} /> : null}
                <span className="row-end">
                  <Button
                    size="small"
                    disabled={index === 0}
                    aria-label={t('broadcasts.earlier', { name })}
                    icon={<Icon name="arrowUp" size={14} />}
                    onClick={() => move(index, -1)}
                  />
                  <Button
                    size="small"
                    disabled={index === channels.length - 1}
                    aria-label={t('broadcasts.later', { name })}
                    icon={<Icon name="arrowDown" size={14} />}
                    onClick={() => move(index, 1)}
                  />
                  <Button
                    size="small"
                    aria-label={t('broadcasts.removeChannel', { name })}
                    onClick={() =>
                      change({ channels: channels.filter((one) => one !== channel), accounts: without(draft.accounts, channel) })
                    }
                  >
                    {t('broadcasts.remove')}
                  </Button>
                </span>
              </li>
            )
          })}
        </ol>
      )}
      {left.length === 0 ? null : (
        <Select<FormChannel>
          aria-label={t('broadcasts.addChannel')}
          placeholder={t('broadcasts.addChannel')}
          value={null}
          onChange={(channel) => change({ channels: [...channels, channel] })}
          options={left.map((value) => ({ value, label: code('channel', value) }))}
          style={{ width: 220 }}
        />
      )}
      <ChannelNotice isBroadcast strategies={channels.map((channel) => ({ channel, unready: (unready[channel] ?? null) as Unready }))} />
    </div>
  )
}

/** The account that a channel leaves by, where it has several or one was chosen. */
function SenderSelect({ channel, draft, change }: Pick<Props, 'draft' | 'change'> & { channel: 'email' | 'sms' }) {
  const { t } = useTranslation()
  const code = useCode()
  const can = useCan()
  const { data } = useApi(endpoints.channelAccounts(), { enabled: can('channels:read') })
  const chosen = draft.accounts[channel]
  const accounts = (data?.items ?? []).filter(({ side }) => side === channel)
  if (data === undefined || (accounts.length < 2 && chosen === undefined)) return null
  const options = accounts.map(({ id, name, state }) => ({
    value: id,
    label: state === 'on' ? name : `${name} (${code('accountState', state)})`,
    disabled: state !== 'on' && id !== chosen,
  }))
  const isGone = chosen !== undefined && accounts.every(({ id }) => id !== chosen)
  return (
    <Select
      aria-label={t('broadcasts.sender', { channel: code('channel', channel) })}
      value={chosen ?? ''}
      onChange={(id) => change({ accounts: id === '' ? without(draft.accounts, channel) : { ...draft.accounts, [channel]: id } })}
      options={[
        { value: '', label: t('broadcasts.senderAny') },
        ...options,
        ...(isGone ? [{ value: chosen, label: t('broadcasts.senderGone'), disabled: true }] : []),
      ]}
      popupMatchSelectWidth={false}
      style={{ minWidth: 180 }}
    />
  )
}

function without(accounts: Draft['accounts'], channel: string): Draft['accounts'] {
  return Object.fromEntries(Object.entries(accounts).filter(([name]) => name !== channel))
}

/** A label above its field, with what it means below. */
function Field({ label, help, children }: { label: string; help?: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className="broadcast-field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {help === undefined ? null : <span className="soft">{help}</span>}
    </div>
  )
}

function When({ draft: { when }, change }: Props) {
  const { t } = useTranslation()
  const { timeZone } = useFormat()
  const [tomorrow] = useState(() => zonedParts(new Date(Date.now() + 86_400_000).toISOString(), timeZone).day)
  const parts =
    when.kind === 'local'
      ? when
      : when.kind === 'at'
        ? zonedParts(when.at, timeZone)
        : {
            day: when.kind === 'best' ? when.day : when.kind === 'repeat' ? when.from : tomorrow,
            time: when.kind === 'repeat' ? when.time : '10:00',
          }
  const whenOf = (kind: Broadcast['when']['kind'], { day, time }: { day: string; time: string }): Broadcast['when'] => {
    if (kind === 'now') return { kind }
    if (kind === 'best') return { kind, day }
    if (kind === 'repeat') return newRepeat(day, time)
    return kind === 'local' ? { kind, day, time } : { kind, at: instantOfZoned(day, time, timeZone) }
  }
  const set = (changes: Partial<typeof parts>) => {
    const next = { day: parts.day, time: parts.time, ...changes }
    if (next.day !== '' && next.time !== '') change({ when: whenOf(when.kind, next) })
  }
  return (
    <div className="stack">
      <Radio.Group
        className="check-list"
        aria-label={t('broadcasts.whenTitle')}
        value={when.kind}
        onChange={({ target }) => change({ when: whenOf(target.value as Broadcast['when']['kind'], parts) })}
        options={(['now', 'at', 'local', 'best', 'repeat'] as const).map((value) => ({
          value,
          label: t(`broadcasts.whens.${value}`, { zone: timeZone }),
        }))}
      />
      {when.kind === 'repeat' ? <RepeatFields repeat={when} change={(next) => change({ when: next })} /> : null}
      {when.kind === 'now' || when.kind === 'repeat' ? null : (
        <div className="row">
          <Field label={t('broadcasts.day')}>
            {(id) => <Input id={id} type="date" value={parts.day} onChange={({ target }) => set({ day: target.value })} />}
          </Field>
          {when.kind === 'best' ? null : (
            <Field label={t('broadcasts.time')}>
              {(id) => <Input id={id} type="time" value={parts.time} onChange={({ target }) => set({ time: target.value })} />}
            </Field>
          )}
        </div>
      )}
      {when.kind === 'best' ? <p className="soft">{t('broadcasts.bestHelp')}</p> : null}
    </div>
  )
}

function Limits({ draft, change, currency }: Props) {
  const { t } = useTranslation()
  const code = useCode()
  const { holdout, holdoutWaiver, expiresHours, priority, windowDays, channels, unitCosts } = draft
  const number = (value: number, min: number, max: number, set: (next: number) => void) => (id: string) => (
    <InputNumber id={id} min={min} max={max} precision={0} value={value} onChange={(next) => set(next ?? min)} style={{ width: 140 }} />
  )
  return (
    <div className="stack">
      <div className="broadcast-fields">
        <Field label={t('broadcasts.holdout')} help={t('broadcasts.holdoutHelp')}>
          {number(Math.round(holdout * 100), 0, 50, (next) => change({ holdout: next / 100 }))}
        </Field>
        <Field label={t('broadcasts.expires')} help={t('broadcasts.expiresHelp')}>
          {number(expiresHours, 1, 720, (next) => change({ expiresHours: next }))}
        </Field>
        <Field label={t('broadcasts.priority')} help={t('broadcasts.priorityHelp')}>
          {number(priority, 0, 100, (next) => change({ priority: next }))}
        </Field>
        <Field label={t('broadcasts.window')} help={t('broadcasts.windowHelp')}>
          {number(windowDays, 1, 90, (next) => change({ windowDays: next }))}
        </Field>
      </div>
      {holdout > 0 ? null : (
        <Field label={t('broadcasts.waiver')} help={t('broadcasts.waiverHelp')}>
          {(id) => (
            <Input id={id} maxLength={500} value={holdoutWaiver} onChange={({ target }) => change({ holdoutWaiver: target.value })} />
          )}
        </Field>
      )}
      <Collapse
        ghost
        items={[
          {
            key: 'costs',
            label: t('broadcasts.costs'),
            children: (
              <div className="broadcast-fields">
                {channels.map((channel) => (
                  <Field
                    key={channel}
                    label={t('broadcasts.costOf', { channel: code('channel', channel), currency })}
                    {...(channel === 'sms' ? { help: t('broadcasts.costSms') } : {})}
                  >
                    {(id) => (
                      <InputNumber
                        id={id}
                        min={0}
                        value={unitCosts[channel] === undefined ? null : majorUnits({ minor: unitCosts[channel], currency })}
                        onChange={(next) => {
                          const { [channel]: _old, ...others } = unitCosts
                          change({ unitCosts: next === null ? others : { ...others, [channel]: minorUnits(next, currency).minor } })
                        }}
                        style={{ width: 140 }}
                      />
                    )}
                  </Field>
                ))}
              </div>
            ),
          },
        ]}
      />
    </div>
  )
}
