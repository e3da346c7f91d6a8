import { Alert, App, Button, Checkbox, Form, Input, Modal, Select, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { IdentityDecided, IdentityPreview, IdentityWish } from '#http/identity/identity-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useAnswer, useApi, useChange } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { useFormat } from '../../format/use-format.ts'
import { kindWord } from './kind-word.ts'

interface Props {
  customerId: string
  /** What is decided; null asks for it first. */
  wish: IdentityWish | null
  close: () => void
}

/** A decision about who is whom: what it would move, what speaks against it, why it is taken. */
export function DecisionDialog({ customerId, wish: given, close }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const [wish, setWish] = useState(given)
  const [confirmed, setConfirmed] = useState(false)
  const path = `/customers/${encodeURIComponent(customerId)}`
  const preview = useAnswer<IdentityPreview>(`${path}/identity/preview`, wish, { enabled: wish !== null })
  const decide = useChange<IdentityDecided>(['/customers'])
  const look = (wanted: IdentityWish) => {
    setWish(wanted)
    setConfirmed(false)
  }
  const shown = preview.data
  const submit = ({ reason }: { reason: string }) =>
    decide.mutate(
      { method: 'POST', path: `${path}/identity/decisions`, body: { wish, state: shown?.state, confirmed, reason } },
      {
        onSuccess: (decided) => {
          void message.success(t('identity.decided'))
          close()
          if (decided.customerId !== customerId) void navigate(`/customers/${decided.customerId}?tab=identity`)
        },
        // Records came in between: what would move is looked at once more.
        onError: () => void preview.refetch(),
      },
    )
  return (
    <Modal open title={t(`identity.act.${given?.act ?? 'bind'}`)} onCancel={close} footer={null} destroyOnHidden>
      {given === null ? <WishForm look={look} loading={preview.isFetching} /> : null}
      {given !== null && preview.isPending ? <Skeleton active /> : null}
      {preview.error === null ? null : <ErrorNotice problem={preview.error} />}
      {shown === undefined ? null : (
        <Form layout="vertical" requiredMark={false} onFinish={submit}>
          <Moves preview={shown} />
          {shown.doubts.length === 0 ? null : (
            <>
              <Doubts preview={shown} />
              <Form.Item>
                <Checkbox checked={confirmed} onChange={(event) => setConfirmed(event.target.checked)}>
                  {t('identity.confirm')}
                </Checkbox>
              </Form.Item>
            </>
          )}
          <Form.Item
            name="reason"
            label={t('identity.decisionReason')}
            rules={[{ required: true, whitespace: true, min: 3, message: t('common.required') }]}
          >
            <Input maxLength={300} />
          </Form.Item>
          {decide.error === null ? null : <ErrorNotice problem={decide.error} />}
          <Button type="primary" htmlType="submit" loading={decide.isPending} disabled={shown.doubts.length > 0 && !confirmed}>
            {t(`identity.act.${shown.act}`)}
          </Button>
        </Form>
      )}
    </Modal>
  )
}

function WishForm({ look, loading }: { look: (wish: IdentityWish) => void; loading: boolean }) {
  const { t } = useTranslation()
  const code = useCode()
  const rules = useApi(endpoints.identityRules())
  const kinds = rules.data?.rules.kinds.map(({ kind }) => kind) ?? ['phone', 'email', 'member_number']
  const options = [
    ...kinds.map((kind) => ({ value: kind, label: kindWord(code, kind) })),
    { value: 'customer', label: t('identity.customerId') },
  ]
  return (
    <Form
      layout="vertical"
      requiredMark={false}
      initialValues={{ kind: 'phone' }}
      onFinish={({ kind, value }: { kind: string; value: string }) =>
        look(kind === 'customer' ? { act: 'bind', withId: value.trim() } : { act: 'bind', kind, value })
      }
    >
      <p className="soft">{t('identity.bindHelp')}</p>
      <Form.Item name="kind" label={t('identity.kind')}>
        <Select options={options} />
      </Form.Item>
      <Form.Item name="value" label={t('identity.value')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
        <Input maxLength={300} autoComplete="off" />
      </Form.Item>
      <Form.Item>
        <Button htmlType="submit" loading={loading}>
          {t('identity.previewDecision')}
        </Button>
      </Form.Item>
    </Form>
  )
}

function Moves({ preview }: { preview: IdentityPreview }) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const { moves, outcome, other, identifier } = preview
  const counts = (
    ['origins', 'identifiers', 'devices', 'orders', 'events', 'tickets', 'touches', 'consents', 'tasks', 'sends', 'notes'] as const
  )
    .filter((name) => moves[name] > 0)
    .map((name) => ({ name, n: moves[name] }))
  return (
    <div role="status" className="decision-moves">
      <p>
        <strong>{code('identityOutcome', outcome)}</strong>
        {identifier === null ? null : <span className="mono"> {`${kindWord(code, identifier.kind)} ${identifier.masked}`}</span>}
      </p>
      <p className="soft">{t(`identity.outcomeHelp.${outcome}`, { id: (other?.customerId ?? '').slice(0, 8) })}</p>
      <dl className="pairs">
        {counts.flatMap(({ name, n }) => [
          <dt key={name}>{t(`identity.moves.${name}`)}</dt>,
          <dd key={`${name} n`}>
            {format.integer(n)}
            {name === 'orders' && moves.amounts.length > 0 ? ` · ${moves.amounts.map((money) => format.money(money)).join(', ')}` : null}
          </dd>,
        ])}
      </dl>
    </div>
  )
}

function Doubts({ preview }: { preview: IdentityPreview }) {
  const { t } = useTranslation()
  const code = useCode()
  return (
    <Alert
      type="warning"
      showIcon
      title={t('identity.doubts')}
      description={
        <ul>
          {preview.doubts.map((doubt) => (
            <li key={doubt}>{code('identityDoubt', doubt)}</li>
          ))}
        </ul>
      }
    />
  )
}
