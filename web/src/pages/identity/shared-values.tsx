import { Alert, App, Button, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { SharedValue, SharedValues } from '#http/identity/shared-value-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { DataTable } from '../../components/data-table.tsx'
import type { Column } from '../../components/data-table.tsx'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Panel } from '../../components/page.tsx'
import { QueryView } from '../../components/query-view.tsx'
import { dash } from '../../format/format.ts'
import { useFormat } from '../../format/use-format.ts'
import { kindWord } from './kind-word.ts'

const NOBODY = 'nobody'

/** Orders that name only a value that several customers share, and whose they are. */
export function SharedValuePanel() {
  const query = useApi(endpoints.sharedValues())
  return <QueryView query={query}>{(data) => <Filled data={data} />}</QueryView>
}

function Filled({ data }: { data: SharedValues }) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const [deciding, setDeciding] = useState<SharedValue | null>(null)
  const { items, open, complete } = data
  const columns: Column<SharedValue>[] = [
    {
      key: 'value',
      title: t('identity.value'),
      render: ({ kind, masked }) => (
        <>
          {kindWord(code, kind)} <span className="mono">{masked}</span>
        </>
      ),
    },
    { key: 'sharedBy', title: t('identity.sharedBy'), wideOnCard: true, render: (one) => <Claimants value={one} /> },
    {
      key: 'orders',
      title: t('identity.moves.orders'),
      numeric: true,
      render: ({ orders, amounts }) => (
        <>
          {format.integer(orders)}
          <span className="cell-sub">{amounts.map((money) => format.money(money)).join(', ')}</span>
        </>
      ),
    },
    { key: 'last', title: t('identity.sharedLast'), render: ({ lastAt }) => (lastAt === null ? dash : format.date(lastAt)) },
    { key: 'people', title: t('identity.people'), wideOnCard: true, render: (one) => <Whose value={one} /> },
    {
      key: 'settle',
      title: '',
      render: (one) => (
        <Button size="small" onClick={() => setDeciding(one)}>
          {t('identity.settle')}
        </Button>
      ),
    },
  ]
  return (
    <Panel title={t('identity.sharedValues')} note={t('identity.sharedValuesNote')}>
      {complete ? null : <Alert type="warning" showIcon title={t('identity.sharedPart')} />}
      <p className="soft">
        {open.orders === 0
          ? t('identity.sharedNone')
          : t('identity.sharedOpen', { count: open.orders, orders: format.integer(open.orders), values: format.integer(open.values) })}
      </p>
      {items.length === 0 ? null : (
        <DataTable label={t('identity.sharedValues')} columns={columns} rows={items} rowKey={({ id }) => id} empty={null} />
      )}
      {deciding === null ? null : <SettleDialog value={deciding} close={() => setDeciding(null)} />}
    </Panel>
  )
}

function Claimants({ value: { claimants, claimantCount } }: { value: SharedValue }) {
  const { t } = useTranslation()
  const format = useFormat()
  const more = claimantCount - claimants.length
  return (
    <>
      {claimants.map(({ customerId, name }) => (
        <Link key={customerId} className="cell-sub" to={`/customers/${customerId}?tab=identity`}>
          {name === '' ? customerId.slice(0, 8) : name}
        </Link>
      ))}
      {more > 0 ? <span className="cell-sub">{t('identity.sharedMore', { n: format.integer(more) })}</span> : null}
    </>
  )
}

function Whose({ value: { settled } }: { value: SharedValue }) {
  const { t } = useTranslation()
  const format = useFormat()
  const customer = settled?.customer ?? null
  return (
    <>
      {customer === null ? (
        t('identity.sharedNobody')
      ) : (
        <Link to={`/customers/${customer.customerId}`}>{customer.name === '' ? customer.customerId.slice(0, 8) : customer.name}</Link>
      )}
      {settled === null ? null : (
        <span className="cell-sub">
          {t('identity.settledBy', { actor: settled.actor, date: format.date(settled.at), reason: settled.reason })}
        </span>
      )}
    </>
  )
}

function SettleDialog({ value, close }: { value: SharedValue; close: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const format = useFormat()
  const settle = useChange<SharedValues>(['/identity/shared-values', '/customers'])
  const submit = ({ customer, reason }: { customer: string; reason: string }) =>
    settle.mutate(
      {
        method: 'POST',
        path: `/identity/shared-values/${value.id}`,
        body: { customerId: customer === NOBODY ? null : customer, reason },
      },
      {
        onSuccess: () => {
          void message.success(t('identity.settled'))
          close()
        },
      },
    )
  const options = [
    ...value.claimants.map(({ customerId, name }) => ({ value: customerId, label: `${name} ${customerId.slice(0, 8)}`.trim() })),
    { value: NOBODY, label: t('identity.sharedNobody') },
  ]
  return (
    <Modal open title={t('identity.settleTitle')} onCancel={close} footer={null} destroyOnHidden>
      <Form
        layout="vertical"
        requiredMark={false}
        initialValues={{ customer: value.settled?.customer?.customerId ?? NOBODY }}
        onFinish={submit}
      >
        <p className="soft">
          {t('identity.settleHelp', { count: value.orders, orders: format.integer(value.orders), value: value.masked })}
        </p>
        <Form.Item name="customer" label={t('identity.settleWho')}>
          <Select options={options} />
        </Form.Item>
        <Form.Item
          name="reason"
          label={t('identity.decisionReason')}
          rules={[{ required: true, whitespace: true, min: 3, message: t('common.required') }]}
        >
          <Input maxLength={300} />
        </Form.Item>
        {settle.error === null ? null : <ErrorNotice problem={settle.error} />}
        <Button type="primary" htmlType="submit" loading={settle.isPending}>
          {t('identity.settle')}
        </Button>
      </Form>
    </Modal>
  )
}
