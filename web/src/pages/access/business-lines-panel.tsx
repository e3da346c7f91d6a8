import { Button, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BusinessLine, BusinessLineSize } from '#http/access/access-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { CreateForm } from '../../components/create-form.tsx'
import type { Column } from '../../components/data-table.tsx'
import { EndButton } from '../../components/end-button.tsx'
import { EmptyState } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'
import { SettingsList } from '../project/settings-list.tsx'

/** Which stores make up a line of business, so that accounts can be limited to its customers. */
export function BusinessLinesPanel() {
  const { t } = useTranslation()
  const format = useFormat()
  const columns: Column<BusinessLineSize>[] = [
    { key: 'name', title: t('access.thingName'), render: (row) => <span className="cell-main">{row.name}</span> },
    { key: 'stores', title: t('access.limit.stores'), maxWidth: 360, render: (row) => row.stores.join(t('shell.scopeSeparator')) },
    { key: 'customers', title: t('access.lineCustomers'), numeric: true, render: (row) => format.integer(row.customers) },
    {
      key: 'actions',
      title: '',
      numeric: true,
      render: (row) => (
        <span className="user-actions">
          <EditLine line={row} />
          <EndButton list="/business-lines" id={row.name} ask={t('access.lineDeleteAsk')} label={t('access.roleDelete')} />
        </span>
      ),
    },
  ]
  return (
    <SettingsList
      title={t('access.lines')}
      addLabel={t('access.newLine')}
      endpoint={endpoints.businessLines()}
      columns={columns}
      empty={<EmptyState title={t('access.linesEmpty')}>{t('access.linesEmptyText')}</EmptyState>}
      dialog={(open, close) => <LineDialog open={open} close={close} />}
    />
  )
}

function EditLine({ line }: { line: BusinessLine }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t('access.roleEdit')}
      </Button>
      <LineDialog line={line} open={open} close={() => setOpen(false)} />
    </>
  )
}

/** A new line, or the stores of the one that is given. */
function LineDialog({ line, open, close }: { line?: BusinessLine; open: boolean; close: () => void }) {
  const { t } = useTranslation()
  const { data } = useApi(endpoints.stores(), { enabled: open })
  const save = useChange<BusinessLine>(['/business-lines', '/users'])
  const leave = () => {
    close()
    save.reset()
  }
  const required = { required: true, message: t('common.required') }
  return (
    <Modal open={open} title={line === undefined ? t('access.newLine') : line.name} onCancel={leave} footer={null} destroyOnHidden>
      <CreateForm<{ name: string; stores: string[] }, BusinessLine>
        create={save}
        submit={({ name, stores }) =>
          save.mutate(
            { method: 'PUT', path: `/business-lines/${encodeURIComponent(line?.name ?? name.trim())}`, body: { stores } },
            { onSuccess: leave },
          )
        }
        submitLabel={line === undefined ? t('common.create') : t('common.save')}
        initialValues={line === undefined ? {} : { stores: [...line.stores] }}
      >
        {line === undefined ? (
          <Form.Item name="name" label={t('access.thingName')} rules={[{ ...required, whitespace: true }]}>
            <Input maxLength={100} autoComplete="off" />
          </Form.Item>
        ) : null}
        <Form.Item
          name="stores"
          label={t('access.limit.stores')}
          extra={t('access.lineStoresHelp')}
          rules={[{ type: 'array', min: 1, ...required }]}
        >
          <Select
            mode="multiple"
            aria-label={t('access.limit.stores')}
            notFoundContent={t('access.limitNone.stores')}
            options={(data?.items ?? []).map(({ id }) => ({ value: id, label: id }))}
          />
        </Form.Item>
      </CreateForm>
    </Modal>
  )
}
