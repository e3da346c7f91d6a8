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
          {t('collect.partnerUpload')}
        </Button>
      ) : null}
      {mayManage ? (
        <Button size="small" onClick={() => setOpen('agreement')}>
          {t(agreement === null ? 'collect.partnerAgree' : 'collect.partnerChange')}
        </Button>
      ) : null}
      {mayManage && agreement !== null ? (
        <Popconfirm
          title={t('collect.partnerEndAsk', { n: format.integer(agreement.tags) })}
          okText={t('collect.partnerEnd')}
          cancelText={t('common.cancel')}
          onConfirm={() => end.mutate({ method: 'DELETE', path })}
        >
          <Button size="small" danger loading={end.isPending}>
            {t('collect.partnerEnd')}
          </Button>
        </Popconfirm>
      ) : null}
    </span>
  )
  return (
    <Panel title={t('collect.partner')} note={t('collect.partnerNote')} actions={actions}>
      {query.error === null ? null : <ErrorNotice problem={query.error} retry={() => void query.refetch()} />}
      {end.error === null ? null : <ErrorNotice problem={end.error} />}
      {query.data === undefined ? null : agreement === null ? (
        <EmptyState title={t('collect.partnerNone')}>{t('collect.partnerNoneText')}</EmptyState>
      ) : (
        <dl className="pairs">
          <dt>{t('collect.partnerIdentifier')}</dt>
          <dd>{code('identifier', KINDS[agreement.identifier])}</dd>
          <dt>{t('collect.partnerDays')}</dt>
          <dd>
            {agreement.tagDays === null ? t('collect.partnerNoEnd') : t('collect.partnerDaysOf', { n: format.integer(agreement.tagDays) })}
          </dd>
          <dt>{t('collect.partnerAgreedAt')}</dt>
          <dd>{format.date(agreement.agreedAt)}</dd>
          <dt>{t('collect.partnerTags')}</dt>
          <dd>
            {t('collect.partnerCounts', {
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
    <Modal open title={t('collect.partnerTitle', { name: source.name })} onCancel={close} footer={null} destroyOnHidden>
      <CreateForm<Fields, Partner>
        create={save}
        submit={({ identifier, tagDays = null }) =>
          save.mutate({ method: 'PUT', path, body: { identifier, tagDays } }, { onSuccess: close })
        }
        initialValues={{ identifier: agreement?.identifier ?? 'memberNumber', tagDays: agreement === null ? 365 : agreement.tagDays }}
        submitLabel={t('common.save')}
      >
        <Form.Item name="identifier" label={t('collect.partnerIdentifier')} extra={t('collect.partnerIdentifierHelp')}>
          <Select
            options={(Object.keys(KINDS) as (keyof typeof KINDS)[]).map((value) => ({ value, label: code('identifier', KINDS[value]) }))}
          />
        </Form.Item>
        <Form.Item name="tagDays" label={t('collect.partnerDays')} extra={t('collect.partnerDaysHelp')}>
          <InputNumber min={1} max={3_650} precision={0} />
        </Form.Item>
      </CreateForm>
    </Modal>
  )
}
