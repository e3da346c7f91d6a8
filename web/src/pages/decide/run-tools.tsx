import { App, Button, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DecisionRun } from '#http/decide/retain-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { CustomerSelect } from '../../components/customer-select.tsx'
import { useProblemText } from '../../components/error-notice.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { ExplanationDrawer } from './explanation-drawer.tsx'

/** Asks for a customer of a run, and explains what they got, or why they got nothing. */
export function ExplainInRun({ run, close }: { run: DecisionRun; close: () => void }) {
  const { t } = useTranslation()
  const people = useApi(endpoints.customers({ sort: 'value_at_risk', order: 'desc', limit: 20 }))
  const [customerId, setCustomerId] = useState<string>()
  const [shown, setShown] = useState<string>()
  if (shown !== undefined) return <ExplanationDrawer endpoint={endpoints.explanationInRun(run.id, shown)} close={close} />
  return (
    <Modal
      open
      title={t('explain.ofRun')}
      onCancel={close}
      okText={t('explain.show')}
      okButtonProps={{ disabled: customerId === undefined }}
      onOk={() => setShown(customerId)}
    >
      <CustomerSelect
        label={t('explain.pick')}
        style={{ width: '100%' }}
        loading={people.isPending}
        first={people.data?.items ?? []}
        value={customerId}
        change={setCustomerId}
      />
    </Modal>
  )
}

/** The share of decisions that try another strategy than the best, and changing it. */
export function Exploration() {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const query = useApi(endpoints.decisionSettings())
  const save = useChange(['/decision-settings'])
  const [percent, setPercent] = useState<number | null>()
  if (query.data === undefined) return null
  const now = query.data.exploration
  return (
    <div className="row soft run-exploration">
      {t('explain.exploration', { share: format.percent(now, 0) })}
      {can('strategies:write') ? (
        <Button size="small" onClick={() => setPercent(Math.round(now * 100))}>
          {t('explain.change')}
        </Button>
      ) : null}
      <Modal
        open={percent !== undefined}
        title={t('explain.explorationTitle')}
        onCancel={() => setPercent(undefined)}
        okText={t('common.save')}
        cancelText={t('common.cancel')}
        confirmLoading={save.isPending}
        okButtonProps={{ disabled: percent === null }}
        onOk={() =>
          save.mutate(
            { method: 'PUT', path: '/decision-settings', body: { exploration: (percent ?? 0) / 100 } },
            {
              onSuccess: () => setPercent(undefined),
              onError: (problem) => void message.error(problemText(problem)),
            },
          )
        }
      >
        <p className="soft">{t('explain.explorationHelp')}</p>
        <InputNumber
          aria-label={t('explain.explorationTitle')}
          min={0}
          max={30}
          suffix="%"
          value={percent ?? null}
          onChange={(value) => setPercent(value)}
        />
      </Modal>
    </div>
  )
}
