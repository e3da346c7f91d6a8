import { Alert, App, Button, Input, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlanState, TrackingPlan } from '#http/collect/plan-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { Panel } from '../../../components/page.tsx'
import { QueryView } from '../../../components/query-view.tsx'
import { useCan } from '../../../session/use-can.ts'
import { PlanEvents } from './plan-events.tsx'
import { PlanModes } from './plan-modes.tsx'
import type { PlanTabProps } from './plan-page.tsx'
import { PlanPreviewPanel } from './plan-preview.tsx'
import { PlanVersions } from './plan-versions.tsx'

const EMPTY: TrackingPlan = {
  unplannedEvents: 'allow',
  unplannedProperties: 'allow',
  missingProperties: 'allow',
  wrongProperties: 'allow',
  events: [],
}

export function PlanTab({ scope }: PlanTabProps) {
  const query = useApi(endpoints.trackingPlan(scope))
  return <QueryView query={query}>{(state) => <Editor key={`${scope} ${state.version}`} state={state} />}</QueryView>
}

function Editor({ state }: { state: PlanState }) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const can = useCan()
  const { scope, version } = state
  const saved = state.plan ?? EMPTY
  const [draft, setDraft] = useState<TrackingPlan>(saved)
  const [note, setNote] = useState('')
  const save = useChange<PlanState>(['/tracking-plans'])
  const mayEdit = can('sources:manage')
  const change = (part: Partial<TrackingPlan>) => {
    save.reset()
    setDraft((before) => ({ ...before, ...part }))
  }
  const changed = JSON.stringify(draft) !== JSON.stringify(saved)
  const submit = (plan: TrackingPlan | null, sure: boolean) =>
    save.mutate(
      { method: 'PUT', path: `/tracking-plans/${scope}`, body: { base: version, note, plan, sure } },
      {
        onSuccess: () => void message.success(t('common.saved')),
        onError: ({ code }) => {
          if (code !== 'tracking-plan-holds-much') return
          void modal.confirm({
            title: t('plan.much'),
            okText: t('plan.saveAnyway'),
            cancelText: t('common.cancel'),
            onOk: () => submit(plan, true),
          })
        },
      },
    )
  return (
    <div className="stack">
      {state.inherits ? <Alert type="info" showIcon title={t('plan.inherits')} /> : null}
      <PlanEvents scope={scope} plan={draft} change={change} mayEdit={mayEdit} />
      <Panel title={t('plan.what')}>
        <PlanModes plan={draft} change={change} mayEdit={mayEdit} />
      </Panel>
      {mayEdit ? (
        <Panel title={t('plan.save')} note={t('plan.saveNote')}>
          <div className="stack">
            <PlanPreviewPanel scope={scope} draft={draft} />
            {save.error === null ? null : <ErrorNotice problem={save.error} />}
            <div className="plan-save">
              <Input
                aria-label={t('plan.note')}
                placeholder={t('plan.note')}
                maxLength={300}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
              <Button type="primary" disabled={!changed} loading={save.isPending} onClick={() => submit(draft, false)}>
                {t('plan.save')}
              </Button>
              <Button disabled={!changed} onClick={() => change(saved)}>
                {t('plan.reset')}
              </Button>
              {state.plan === null ? null : (
                <Popconfirm
                  title={scope === 'all' ? t('plan.removeAsk') : t('plan.removeAskSource')}
                  okText={t('plan.remove')}
                  cancelText={t('common.cancel')}
                  onConfirm={() => submit(null, true)}
                >
                  <Button>{t('plan.remove')}</Button>
                </Popconfirm>
              )}
            </div>
          </div>
        </Panel>
      ) : null}
      <PlanVersions state={state} take={mayEdit ? (plan) => change(plan ?? EMPTY) : undefined} />
    </div>
  )
}
