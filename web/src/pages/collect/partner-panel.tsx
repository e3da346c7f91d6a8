import { Button, Form, InputNumber, Modal, Popconfirm, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Source } from '#http/collect/data-schemas.ts'
import type { Partner, PartnerBody, PartnerEnded } from '#http/collect/partner-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { CreateForm } from '../../components/create-form.tsx'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { EmptyState, Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { PartnerFileDialog } from './partner-file-dialog.tsx'

/** Kinds of identifiers by the fields of records. */
const KINDS = { memberNumber: 'member_number', phone: 'phone', email: 'email', userId: 'user_id', customerId: 'custom_id' } as const

/** What was agreed with a source that is a partner, and its tags. */
export function PartnerPanel({ source }: { source: Source }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const can = useCan()
  const query = useApi(endpoints.partner(source.id))
  const path = endpoints.partner(source.id).path
  const end = useChange<PartnerEnded>([path])
  const [open, setOpen] = useState<'agreement' | 'file'>()
  const agreement = query.data?.agreement ?? null
  const mayManage = can('sources:manage') && query.data !== undefined
  const actions = (
    <span className="row">
      {agreement !== null && can('data:import') ? (
        <Button size="small" onClick={() => setOpen('file')}>
          {t('partner.upload')}
        </Button>
      ) : null}
      {mayManage ? (
        <Button size="small" onClick={() => setOpen('agreement')}>
          {t(agreement === null ? 'partner.agree' : 'partner.change')}
        </Button>
      ) : null}
      {mayManage && agreement !== null ? (
        <Popconfirm
          title={t('partner.endAsk', { n: format.integer(agreement.tags) })}
          okText={t('partner.end')}
          cancelText={t('common.cancel')}
          onConfirm={() => end.mutate({ method: 'DELETE', path })}
        >
          <Button size="small" danger loading={end.isPending}>
            {t('partner.end')}
          </Button>
        </Popconfirm>
      ) : null}
    </span>
  )
  return (
    <Panel title={t('partner.panel')} note={t('partner.note')} actions={actions}>
      {query.error === null ? null : <ErrorNotice problem={query.error} retry={() => void query.refetch()} />}
      {end.error === null ? null : <ErrorNotice problem={end.error} />}
      {query.data === undefined ? null : agreement === null ? (
        <EmptyState title={t('partner.none')}>{t('partner.noneText')}</EmptyState>
      ) : (
        <dl className="pairs">
          <dt>{t('partner.identifier')}</dt>
          <dd>{code('identifier', KINDS[agreement.identifier])}</dd>
          <dt>{t('partner.days')}</dt>
          <dd>{agreement.tagDays === null ? t('partner.noEnd') : t('partner.daysOf', { n: format.integer(agreement.tagDays) })}</dd>
          <dt>{t('partner.agreedAt')}</dt>
          <dd>{format.date(agreement.agreedAt)}</dd>
          <dt>{t('partner.tags')}</dt>
          <dd>
            {t('partner.counts', {
              tags: format.integer(agreement.tags),
              customers: format.integer(agreement.customers),
              ended: format.integer(agreement.ended),
            })}
          </dd>
        </dl>
      )}
      {open === 'agreement' ? <Editor source={source} agreement={agreement} close={() => setOpen(undefined)} /> : null}
      {open === 'file' && agreement !== null ? (
        <PartnerFileDialog
          sourceId={source.id}
          identifier={code('identifier', KINDS[agreement.identifier])}
          close={() => setOpen(undefined)}
        />
      ) : null}
    </Panel>
  )
}

interface Fields {
  identifier: PartnerBody['identifier']
  tagDays?: number | null
}

function Editor({ source, agreement, close }: { source: Source; agreement: Partner['agreement']; close: () => void }) {
  const { t } = useTranslation()
  const code = useCode()
  const path = endpoints.partner(source.id).path
  const save = useChange<Partner>([path])
  return (
    <Modal open title={t('partner.title', { name: source.name })} onCancel={close} footer={null} destroyOnHidden>
      <CreateForm<Fields, Partner>
        create={save}
        submit={({ identifier, tagDays = null }) =>
          save.mutate({ method: 'PUT', path, body: { identifier, tagDays } }, { onSuccess: close })
        }
        initialValues={{ identifier: agreement?.identifier ?? 'memberNumber', tagDays: agreement === null ? 365 : agreement.tagDays }}
        submitLabel={t('common.save')}
      >
        <Form.Item name="identifier" label={t('partner.identifier')} extra={t('partner.identifierHelp')}>
          <Select
            options={(Object.keys(KINDS) as (keyof typeof KINDS)[]).map((value) => ({ value, label: code('identifier', KINDS[value]) }))}
          />
        </Form.Item>
        <Form.Item name="tagDays" label={t('partner.days')} extra={t('partner.daysHelp')}>
          <InputNumber min={1} max={3_650} precision={0} />
        </Form.Item>
      </CreateForm>
    </Modal>
  )
}
