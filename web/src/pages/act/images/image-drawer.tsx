import { App, Button, Drawer, Form, Input, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ImageRow } from '#http/act/image-schemas.ts'
import { segment } from '../../../api/endpoint.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { QueryView } from '../../../components/query-view.tsx'
import { StateTag } from '../../../components/tags.tsx'
import { useCan } from '../../../session/use-can.ts'
import { useImageWords } from './use-image-words.ts'

const PLACES = {
  content: (id: string) => `/retain/contents/${id}`,
  piece: (id: string) => `/retain/pieces?piece=${id}`,
  broadcast: (id: string) => `/retain/broadcasts/${id}`,
} as const

/** One image, where it stands, its words, and the way to remove it. */
export function ImageDrawer({ id, close }: { readonly id: string; readonly close: () => void }) {
  const { t } = useTranslation()
  const query = useApi(endpoints.image(id))
  return (
    <Drawer open size="min(560px, 100vw)" onClose={close} title={t('images.image')} destroyOnHidden>
      <QueryView query={query}>{(image) => <ImageView key={image.id} image={image} close={close} />}</QueryView>
    </Drawer>
  )
}

function ImageView({ image, close }: { readonly image: ImageRow; readonly close: () => void }) {
  const { t } = useTranslation()
  const can = useCan()
  const { message } = App.useApp()
  const { sizeOf } = useImageWords()
  const change = useChange<ImageRow>(['/images'])
  const remove = useChange(['/images'])
  const isWriter = can('contents:write')
  const isLive = image.uses.some(({ live }) => live)
  return (
    <div className="stack">
      <div className="stack-tight">
        <img className="image-large" src={image.path} alt={image.alt} />
        <p className="soft">{sizeOf(image)}</p>
      </div>
      {change.error === null ? null : <ErrorNotice problem={change.error} />}
      {remove.error === null ? null : <ErrorNotice problem={remove.error} />}
      <Form<{ name: string; alt: string }>
        layout="vertical"
        requiredMark={false}
        disabled={!isWriter}
        initialValues={{ name: image.name, alt: image.alt }}
        onFinish={(body) =>
          change.mutate(
            { method: 'PUT', path: `/images/${segment(image.id)}`, body },
            { onSuccess: () => void message.success(t('common.saved')) },
          )
        }
      >
        <Form.Item name="name" label={t('images.name')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="alt" label={t('images.alt')} extra={t('images.altHelp')}>
          <Input maxLength={300} />
        </Form.Item>
        {isWriter ? (
          <Button type="primary" htmlType="submit" loading={change.isPending}>
            {t('common.save')}
          </Button>
        ) : null}
      </Form>
      <section className="stack-tight">
        <h2 className="subhead">{t('images.publicAddress')}</h2>
        <p className="mono image-address">{image.url}</p>
        <p className="soft">{t('images.publicHelp')}</p>
      </section>
      <section className="stack-tight">
        <h2 className="subhead">{t('images.uses')}</h2>
        {image.uses.length === 0 ? <p className="soft">{t('images.unused')}</p> : null}
        <ul className="image-places">
          {image.uses.map(({ kind, id, name, live }) => (
            <li key={`${kind} ${id}`}>
              <Link to={PLACES[kind](id)}>{name}</Link>{' '}
              <StateTag tone={live ? 'accent' : 'plain'}>{t(live ? 'images.live' : 'images.draft')}</StateTag>
            </li>
          ))}
        </ul>
      </section>
      {isWriter ? (
        <div className="stack-small">
          {isLive ? <p className="soft">{t('images.keptByUse')}</p> : null}
          <div>
            <Popconfirm
              title={t('images.removeSure')}
              okText={t('images.remove')}
              cancelText={t('common.cancel')}
              disabled={isLive}
              onConfirm={() => remove.mutate({ method: 'DELETE', path: `/images/${segment(image.id)}` }, { onSuccess: close })}
            >
              <Button danger disabled={isLive} loading={remove.isPending}>
                {t('images.remove')}
              </Button>
            </Popconfirm>
          </div>
        </div>
      ) : null}
    </div>
  )
}
