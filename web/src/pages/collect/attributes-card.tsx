import { Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Attribute } from '#http/profile/customer-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import type { Column } from '../../components/data-table.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { EndButton } from '../../components/end-button.tsx'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { EmptyState, Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'

/** What the project knows of customers beyond the fixed fields. */
export function AttributesCard() {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const query = useApi(endpoints.attributes())
  const [renaming, setRenaming] = useState<Attribute>()
  const columns: Column<Attribute>[] = [
    { key: 'label', title: t('collect.attributeLabel'), render: (row) => <span className="cell-main">{row.label}</span> },
    { key: 'name', title: t('collect.attributeName'), render: (row) => <span className="mono">{row.name}</span> },
    { key: 'type', title: t('collect.attributeType'), render: (row) => t(`codes.attributeType.${row.type}`) },
    { key: 'personal', title: t('collect.attributePersonal'), render: (row) => (row.personal ? t('collect.attributePersonalYes') : '') },
    {
      key: 'from',
      title: t('collect.attributeFrom'),
      render: (row) => t(row.importId === null ? 'collect.attributeFromTraits' : 'collect.attributeFromFile'),
    },
    { key: 'customers', title: t('collect.customers'), numeric: true, render: (row) => format.integer(row.customers) },
    ...(can('data:import')
      ? [
          {
            key: 'actions',
            title: '',
            numeric: true,
            render: (row: Attribute) => (
              <span className="row row-end">
                <Button size="small" onClick={() => setRenaming(row)}>
                  {t('collect.attributeRename')}
                </Button>
                <EndButton
                  list="/attributes"
                  id={row.name}
                  ask={t('collect.attributeDeleteAsk', { label: row.label })}
                  label={t('collect.attributeDelete')}
                />
              </span>
            ),
          },
        ]
      : []),
  ]
  return (
    <Panel title={t('collect.attributesTitle')} note={t('collect.attributesNote')} flush>
      <DataTable
        label={t('collect.attributesTitle')}
        columns={columns}
        rows={query.data?.items}
        rowKey={(row) => row.name}
        error={query.error}
        retry={() => void query.refetch()}
        empty={<EmptyState title={t('collect.attributesEmpty')}>{t('collect.attributesEmptyText')}</EmptyState>}
      />
      {renaming === undefined ? null : <RenameDialog key={renaming.name} row={renaming} close={() => setRenaming(undefined)} />}
    </Panel>
  )
}

function RenameDialog({ row, close }: { readonly row: Attribute; readonly close: () => void }) {
  const { t } = useTranslation()
  const rename = useChange(['/attributes', '/customers'])
  return (
    <Modal open title={t('collect.attributeRenameTitle', { label: row.label })} onCancel={close} footer={null} destroyOnHidden>
      <Form
        layout="vertical"
        requiredMark={false}
        initialValues={{ label: row.label }}
        onFinish={({ label }: { label: string }) =>
          rename.mutate(
            { method: 'PATCH', path: `/attributes/${encodeURIComponent(row.name)}`, body: { label: label.trim() } },
            { onSuccess: close },
          )
        }
      >
        {rename.error === null ? null : <ErrorNotice problem={rename.error} />}
        <Form.Item
          name="label"
          label={t('collect.attributeLabel')}
          rules={[{ required: true, whitespace: true, message: t('common.required') }]}
        >
          <Input maxLength={100} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={rename.isPending}>
          {t('common.save')}
        </Button>
      </Form>
    </Modal>
  )
}
