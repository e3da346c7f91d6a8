import { Alert, App, Button, Form, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import type { OfferDetail } from '#http/act/offer-schemas.ts'
import { segment } from '../../../api/endpoint.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { Page, Panel } from '../../../components/page.tsx'
import { QueryView } from '../../../components/query-view.tsx'
import { useCode } from '../../../components/codes.ts'
import { useCan } from '../../../session/use-can.ts'
import { CodesPanel, FunnelPanel, UsesPanel, VersionsPanel } from './offer-panels.tsx'
import { bodyOf, fieldsOf, FIRST_OFFER } from './offer-fields.ts'
import type { OfferFields } from './offer-fields.ts'
import { OfferForm } from './offer-form.tsx'
import { OfferLook } from './offer-look.tsx'
import './offers.css'

export default function OfferPage() {
  const { id = '' } = useParams()
  return id === 'new' ? <NewOffer /> : <Loaded id={id} />
}

function NewOffer() {
  const query = useApi(endpoints.project())
  return <QueryView query={query}>{({ settings }) => <OfferEditor of={null} currency={settings.currency.value} />}</QueryView>
}

function Loaded({ id }: { id: string }) {
  const query = useApi(endpoints.offer(id))
  return (
    <QueryView query={query}>
      {(offer) => (
        <OfferEditor key={`${offer.row.id} ${offer.row.version} ${offer.row.state}`} of={offer} currency={offer.offer.currency} />
      )}
    </QueryView>
  )
}

/** Writes an offer beside what customers see of it, with what became of it and its codes. */
function OfferEditor({ of, currency }: { of: OfferDetail | null; currency: string }) {
  const { t } = useTranslation()
  const code = useCode()
  const can = useCan()
  const navigate = useNavigate()
  const { message } = App.useApp()
  const [form] = Form.useForm<OfferFields>()
  const start = of === null ? FIRST_OFFER : fieldsOf(of)
  // What is not on the page, such as the address of another kind of code, is as it was.
  const fields = { ...start, ...(Form.useWatch([], form) as Partial<OfferFields> | undefined) }
  const change = useChange<OfferDetail>(['/offers'])
  const state = of?.row.state ?? 'draft'
  const isWriter = can('contents:write')
  const readOnly = !isWriter || state === 'ended'
  const save = (given: OfferFields) => {
    const body = bodyOf({ ...start, ...given }, currency)
    change.mutate(
      of === null
        ? { method: 'POST', path: '/offers', body }
        : { method: 'PUT', path: `/offers/${segment(of.row.id)}`, body: { base: of.row.version, ...body } },
      {
        onSuccess: (made) => {
          void message.success(t('common.saved'))
          if (of === null) void navigate(`/retain/offers/${made.row.id}`, { replace: true })
        },
      },
    )
  }
  const move = (to: 'live' | 'paused' | 'ended') =>
    of === null
      ? undefined
      : change.mutate(
          { method: 'PUT', path: `/offers/${segment(of.row.id)}/state`, body: { state: to } },
          { onSuccess: () => void message.success(t('common.saved')) },
        )
  const busy = change.isPending
  const actions = (
    <>
      {of === null || state === 'ended' ? null : (
        <Popconfirm title={t('offers.endTitle')} description={t('offers.endAsk')} okText={t('offers.end')} onConfirm={() => move('ended')}>
          <Button danger disabled={busy}>
            {t('offers.end')}
          </Button>
        </Popconfirm>
      )}
      {state === 'live' ? (
        <Button disabled={busy} onClick={() => move('paused')}>
          {t('offers.pause')}
        </Button>
      ) : null}
      {of === null || state === 'live' || state === 'ended' ? null : (
        <Button disabled={busy} onClick={() => move('live')}>
          {t(state === 'paused' ? 'offers.resume' : 'offers.golive')}
        </Button>
      )}
      {state === 'ended' ? null : (
        <Button type="primary" loading={busy} onClick={() => form.submit()}>
          {t(of === null ? 'offers.create' : state === 'draft' ? 'offers.saveDraft' : 'offers.save')}
        </Button>
      )}
    </>
  )
  return (
    <Page
      title={of?.row.name ?? t('offers.new')}
      purpose={of === null ? t('offers.purpose') : `${code('offerState', state)} · ${t('offers.editing', { version: of.row.version })}`}
      above={<Link to="/retain/offers">{t('offers.title')}</Link>}
      {...(isWriter ? { actions } : {})}
    >
      {change.error === null ? null : <ErrorNotice problem={change.error} />}
      {(of?.audienceProblem ?? null) === null ? null : <Alert type="warning" showIcon title={t('offers.audienceGone')} />}
      <div className="offer-editor">
        <Panel>
          <OfferForm form={form} start={start} fields={fields} currency={currency} readOnly={readOnly} save={save} />
        </Panel>
        <div className="stack">
          <OfferLook fields={fields} currency={currency} />
          {of === null ? null : (
            <>
              <FunnelPanel of={of} />
              <CodesPanel of={of} readOnly={readOnly} />
              <UsesPanel of={of} />
              <VersionsPanel id={of.row.id} />
            </>
          )}
        </div>
      </div>
    </Page>
  )
}
