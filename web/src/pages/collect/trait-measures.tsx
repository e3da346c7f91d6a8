import { Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TraitMeasures } from '#http/collect/trait-measure-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { CreateForm } from '../../components/create-form.tsx'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { EmptyState, Panel } from '../../components/page.tsx'
import { useCan } from '../../session/use-can.ts'

type Item = TraitMeasures['items'][number]
interface Fields {
  items?: Partial<Item>[]
}

/** Which traits of identify calls of a source are kept as measures of the customer. */
export function TraitMeasurePanel({ sourceId }: { sourceId: string }) {
  const { t } = useTranslation()
  const can = useCan()
  const query = useApi(endpoints.traitMeasures(sourceId))
  const [open, setOpen] = useState(false)
  const columns: Column<Item>[] = [
    { key: 'trait', title: t('collect.trait'), render: ({ trait }) => <span className="mono">{trait}</span> },
    { key: 'measure', title: t('collect.traitMeasure'), render: ({ measure }) => measure },
    { key: 'unit', title: t('collect.traitUnit'), render: ({ unit }) => (unit === '' ? '—' : unit) },
  ]
  return (
    <Panel
      title={t('collect.traitMeasures')}
      note={t('collect.traitMeasuresNote')}
      flush
      {...(can('sources:manage')
        ? {
            actions: (
              <Button size="small" disabled={query.data === undefined} onClick={() => setOpen(true)}>
                {t('collect.traitEdit')}
              </Button>
            ),
          }
        : {})}
    >
      <DataTable
        label={t('collect.traitMeasures')}
        columns={columns}
        rows={query.data?.items}
        rowKey={({ trait }) => trait}
        error={query.error}
        retry={() => void query.refetch()}
        empty={<EmptyState title={t('collect.traitNone')}>{t('collect.traitNoneText')}</EmptyState>}
      />
      {open && query.data !== undefined ? <Editor sourceId={sourceId} items={query.data.items} close={() => setOpen(false)} /> : null}
    </Panel>
  )
}

function Editor({ sourceId, items, close }: { sourceId: string; items: readonly Item[]; close: () => void }) {
  const { t } = useTranslation()
  const path = endpoints.traitMeasures(sourceId).path
  const save = useChange([path])
  const needed = [{ required: true, whitespace: true, message: t('common.required') }]
  const submit = ({ items: rows = [] }: Fields) =>
    save.mutate(
      {
        method: 'PUT',
        path,
        body: {
          items: rows.map(({ trait = '', measure = '', unit = '' }) => ({
            trait: trait.trim(),
            measure: measure.trim(),
            unit: unit.trim(),
          })),
        },
      },
      { onSuccess: close },
    )
  return (
    <Modal open title={t('collect.traitMeasures')} onCancel={close} footer={null} destroyOnHidden>
      <CreateForm<Fields, unknown>
        create={save}
        submit={submit}
        initialValues={{ items: items.length === 0 ? [{}] : items.map((one) => ({ ...one })) }}
        submitLabel={t('common.save')}
      >
        <Form.List name="items">
          {(rows, { add, remove }) => (
            <div className="stack-small">
              {rows.map(({ key, name }) => (
                <div key={key} className="trait-row">
                  <Form.Item name={[name, 'trait']} rules={needed} label={t('collect.trait')}>
                    <Input maxLength={200} placeholder="balance" />
                  </Form.Item>
                  <Form.Item name={[name, 'measure']} rules={needed} label={t('collect.traitMeasure')}>
                    <Input maxLength={100} />
                  </Form.Item>
                  <Form.Item name={[name, 'unit']} label={t('collect.traitUnit')}>
                    <Input maxLength={40} />
                  </Form.Item>
                  <Button size="small" aria-label={t('collect.traitRemove')} onClick={() => remove(name)}>
                    {t('collect.traitRemove')}
                  </Button>
                </div>
              ))}
              {rows.length < 50 ? (
                <div>
                  <Button size="small" onClick={() => add({})}>
                    {t('collect.traitAdd')}
                  </Button>
                </div>
              ) : null}
            </div>
          )}
        </Form.List>
      </CreateForm>
    </Modal>
  )
}
