import { Alert, Input, Upload } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImageRow } from '#http/act/image-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import type { Column } from '../../../components/data-table.tsx'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { Icon } from '../../../components/icon.tsx'
import { EmptyState, Page, Panel } from '../../../components/page.tsx'
import { PagedTable } from '../../../components/paged-table.tsx'
import { useDebounced } from '../../../components/use-debounced.ts'
import { usePageParams } from '../../../components/use-page-params.ts'
import { usePages } from '../../../components/use-pages.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { ImageDrawer } from './image-drawer.tsx'
import { IMAGE_KINDS, useImageUpload } from './use-image-upload.ts'
import { useImageWords } from './use-image-words.ts'
import './images.css'

/** The images that messages show: what is kept, and where each stands. */
export default function ImagesPage() {
  const { t } = useTranslation()
  const can = useCan()
  const format = useFormat()
  const { amount } = useImageWords()
  const params = usePageParams()
  const [q, open] = [params.get('q'), params.get('image')]
  const [typed, setTyped] = useState(q ?? '')
  const asked = useDebounced(typed.trim())
  const state = useApi(endpoints.images({ limit: 1 }))
  const pages = usePages('images', params, (page) => endpoints.images({ q, ...page }))
  const columns = useColumns()
  const { busy, problem, upload } = useImageUpload(() => undefined)
  useEffect(() => {
    if (asked !== (params.get('q') ?? '')) params.set({ q: asked })
  }, [asked, params])
  const kept = state.data?.kept
  return (
    <Page title={t('images.title')} purpose={t('images.purpose')}>
      <div className="stack">
        {state.data?.reached === false ? <Alert type="warning" showIcon title={t('images.notReached')} /> : null}
        {problem === null ? null : <ErrorNotice problem={problem} />}
        <Panel flush>
          {can('contents:write') ? (
            <div className="images-add">
              <Upload.Dragger
                multiple
                accept={IMAGE_KINDS}
                showUploadList={false}
                disabled={busy}
                beforeUpload={(file, files) => {
                  if (file === files.at(-1)) void upload(files)
                  return false
                }}
              >
                <div className="images-drop">
                  <Icon name="imports" size={28} />
                  <strong>{t(busy ? 'images.uploading' : 'images.drop')}</strong>
                  <span className="soft">{t('images.dropText')}</span>
                </div>
              </Upload.Dragger>
            </div>
          ) : null}
          <div className="filters">
            <Input
              className="images-search"
              value={typed}
              aria-label={t('images.search')}
              placeholder={t('images.search')}
              onChange={({ target }) => setTyped(target.value)}
            />
            {kept === undefined ? null : (
              <span className="cell-sub images-sum">
                {t('images.kept', {
                  n: format.integer(kept.images),
                  most: format.integer(kept.mostImages),
                  size: amount(kept.bytes),
                  mostSize: amount(kept.mostBytes),
                })}
              </span>
            )}
          </div>
          <PagedTable
            label={t('images.title')}
            columns={columns}
            pages={pages}
            rowKey={({ id }) => id}
            onOpen={({ id }) => params.set({ image: id })}
            empty={
              <EmptyState title={t(q === undefined ? 'images.emptyTitle' : 'images.nothingFound')}>{t('images.emptyText')}</EmptyState>
            }
          />
        </Panel>
      </div>
      {open === undefined ? null : <ImageDrawer key={open} id={open} close={() => params.set({ image: undefined })} />}
    </Page>
  )
}

function useColumns(): Column<ImageRow>[] {
  const { t } = useTranslation()
  const format = useFormat()
  const { kilobytes, pixelsOf } = useImageWords()
  return [
    {
      key: 'look',
      title: t('images.image'),
      render: ({ path }) => <img className="image-look" src={path} alt="" loading="lazy" />,
    },
    {
      key: 'name',
      title: t('images.name'),
      render: ({ name, alt }) => (
        <>
          <span className="cell-main">{name}</span>
          <span className="cell-sub">{alt === '' ? t('images.noAlt') : alt}</span>
        </>
      ),
      maxWidth: 320,
    },
    {
      key: 'size',
      title: t('images.size'),
      render: (row) => (
        <>
          {pixelsOf(row)}
          <span className="cell-sub">
            {[kilobytes(row.bytes), t(`images.type.${row.type}`), row.frames > 1 ? t('images.moves') : '']
              .filter((part) => part !== '')
              .join(' · ')}
          </span>
        </>
      ),
    },
    {
      key: 'uses',
      title: t('images.uses'),
      render: ({ uses }) =>
        uses.length === 0 ? (
          <span className="faint">{t('images.unused')}</span>
        ) : (
          <>
            {uses[0]?.name}
            {uses.length === 1 ? null : <span className="cell-sub">{t('images.moreUses', { n: format.integer(uses.length - 1) })}</span>}
          </>
        ),
      maxWidth: 240,
    },
    {
      key: 'added',
      title: t('images.added'),
      render: ({ addedAt, addedBy }) => (
        <>
          {format.dateTime(addedAt)}
          <span className="cell-sub">{addedBy}</span>
        </>
      ),
    },
  ]
}
