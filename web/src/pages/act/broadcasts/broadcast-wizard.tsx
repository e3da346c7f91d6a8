import { Alert, App, Button, Input, Popconfirm, Steps } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { Broadcast, BroadcastDetail } from '#http/act/broadcast-schemas.ts'
import type { Condition } from '#http/segment/condition-schemas.ts'
import { useChange } from '../../../api/use-api.ts'
import { ErrorNotice, useProblemText } from '../../../components/error-notice.tsx'
import { Icon } from '../../../components/icon.tsx'
import { Page } from '../../../components/page.tsx'
import { usePageParams } from '../../../components/use-page-params.ts'
import { useFormat } from '../../../format/use-format.ts'
import { instantOfZoned } from '../../../format/zoned-instant.ts'
import { AudienceStep } from './audience-step.tsx'
import { ChannelsStep } from './channels-step.tsx'
import { ContentStep } from './content-step.tsx'
import { ReviewStep } from './review-step.tsx'

const STEPS = ['audience', 'content', 'channels', 'review'] as const
type Step = (typeof STEPS)[number]

/** What a draft says, as the steps change it. */
export type Draft = Pick<
  Broadcast,
  'name' | 'content' | 'channels' | 'when' | 'holdout' | 'holdoutWaiver' | 'expiresHours' | 'priority' | 'windowDays' | 'unitCosts'
> & {
  /** Null: not chosen, or not complete. */
  audience: Condition | null
  accounts: NonNullable<Broadcast['accounts']>
}

const EMPTY: Draft = {
  name: '',
  audience: null,
  content: null,
  channels: [],
  when: { kind: 'now' },
  holdout: 0.1,
  holdoutWaiver: '',
  expiresHours: 72,
  priority: 50,
  windowDays: 14,
  unitCosts: {},
  accounts: {},
}

const DAY = /^\d{4}-\d{2}-\d{2}$/u

/** For a day that was chosen in the calendar, or for now. */
function newDraft(day: string | undefined, timeZone: string): Draft {
  if (day === undefined || !DAY.test(day) || Number.isNaN(Date.parse(day))) return EMPTY
  return { ...EMPTY, when: { kind: 'at', at: instantOfZoned(day, '10:00', timeZone) } }
}

function draftOf({ broadcast }: BroadcastDetail): Draft {
  const { name, content, channels, when, holdout, holdoutWaiver, expiresHours, priority, windowDays, unitCosts, accounts = {} } = broadcast
  const audience = broadcast.audience as Condition
  return { name, audience, content, channels, when, holdout, holdoutWaiver, expiresHours, priority, windowDays, unitCosts, accounts }
}

/** Audience, content, channels and time, review: each step is saved when it is left, and can be returned to. */
export function BroadcastWizard({ detail }: { detail: BroadcastDetail | null }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const params = usePageParams()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const saved = detail === null ? null : draftOf(detail)
  const { timeZone } = useFormat()
  const [draft, setDraft] = useState<Draft>(() => saved ?? newDraft(params.get('day'), timeZone))
  const save = useChange<BroadcastDetail>(['/broadcasts'])
  const remove = useChange(['/broadcasts'])
  const asked = STEPS.find((one) => one === params.get('step')) ?? 'audience'
  const step: Step = detail === null ? 'audience' : asked
  const id = detail?.broadcast.id
  const isLive = detail?.broadcast.state === 'repeating'
  const isChanged = JSON.stringify(draft) !== JSON.stringify(saved)
  const name = draft.name.trim()
  const isWhole = draft.audience !== null && name !== ''
  const change = (changes: Partial<Draft>) => setDraft((before) => ({ ...before, ...changes }))

  const keep = (next: Step) => {
    if (!isWhole) return
    const arrive = (to: string) => void go(`/retain/broadcasts/${to}${addressOf(next, isLive)}`, { replace: id === undefined })
    if (!isChanged && id !== undefined) {
      arrive(id)
      return
    }
    const body = { ...draft, name, ...(detail === null ? {} : { base: detail.broadcast.version }) }
    save.mutate(id === undefined ? { method: 'POST', path: '/broadcasts', body } : { method: 'PUT', path: `/broadcasts/${id}`, body }, {
      onSuccess: (answer) => {
        setDraft(draftOf(answer))
        void message.success(t('broadcasts.saved'))
        arrive(answer.broadcast.id)
      },
    })
  }
  const at = STEPS.indexOf(step)
  const before = STEPS[at - 1]
  const after = STEPS[at + 1]
  return (
    <Page
      title={name === '' ? t('broadcasts.newTitle') : name}
      purpose={t('broadcasts.wizardPurpose')}
      above={
        <Link to="/retain/broadcasts" className="crumb">
          <Icon name="chevronLeft" size={14} />
          {t('broadcasts.title')}
        </Link>
      }
      actions={
        <>
          {id === undefined || isLive ? null : (
            <Popconfirm
              title={t('broadcasts.deleteAsk')}
              okText={t('broadcasts.delete')}
              cancelText={t('common.cancel')}
              onConfirm={() =>
                remove.mutate(
                  { method: 'DELETE', path: `/broadcasts/${id}` },
                  {
                    onSuccess: () => void go('/retain/broadcasts'),
                    onError: (problem) => void message.error(problemText(problem)),
                  },
                )
              }
            >
              <Button loading={remove.isPending}>{t('broadcasts.delete')}</Button>
            </Popconfirm>
          )}
          <Button disabled={!isWhole || !isChanged} loading={save.isPending} onClick={() => keep(step)}>
            {t(isLive ? 'common.save' : 'broadcasts.saveDraft')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <Steps
          current={at}
          items={STEPS.map((one) => ({
            title: t(`broadcasts.steps.${one}`),
            disabled: !isWhole || (id === undefined && one !== 'audience'),
          }))}
          onChange={(index) => keep(STEPS[index] ?? 'audience')}
        />
        {isLive ? <Alert type="info" showIcon title={t('repeats.editing')} /> : null}
        {save.error === null ? null : <ErrorNotice problem={save.error} />}
        {step === 'audience' ? (
          <>
            <div className="panel panel-body broadcast-name">
              <label htmlFor="broadcast-name">{t('broadcasts.name')}</label>
              <Input
                id="broadcast-name"
                maxLength={100}
                value={draft.name}
                placeholder={t('broadcasts.nameHint')}
                onChange={({ target }) => change({ name: target.value })}
              />
            </div>
            <AudienceStep draft={draft} change={change} />
          </>
        ) : step === 'content' ? (
          <ContentStep draft={draft} change={change} />
        ) : step === 'channels' ? (
          <ChannelsStep draft={draft} change={change} unready={detail?.unready ?? {}} currency={detail?.broadcast.currency ?? 'CNY'} />
        ) : detail === null ? null : isChanged ? (
          <Alert type="info" showIcon title={t('broadcasts.saveFirst')} />
        ) : (
          <ReviewStep detail={detail} />
        )}
        {isWhole || step !== 'audience' ? null : (
          <p className="soft">{t(name === '' ? 'broadcasts.needName' : 'broadcasts.needAudience')}</p>
        )}
        <div className="row">
          {before === undefined ? null : <Button onClick={() => keep(before)}>{t('broadcasts.back')}</Button>}
          {after === undefined ? null : (
            <Button type="primary" disabled={!isWhole} loading={save.isPending} onClick={() => keep(after)}>
              {t('broadcasts.next')}
            </Button>
          )}
        </div>
      </div>
    </Page>
  )
}

/** The step in the address, and that what is live is being changed. */
function addressOf(step: Step, isLive: boolean): string {
  const parts = [...(isLive ? ['edit=1'] : []), ...(step === 'audience' ? [] : [`step=${step}`])]
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}
