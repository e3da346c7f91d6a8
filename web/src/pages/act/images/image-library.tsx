import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImageRow } from '#http/act/image-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { QueryView } from '../../../components/query-view.tsx'
import { useDebounced } from '../../../components/use-debounced.ts'
import { useImageWords } from './use-image-words.ts'

const STEP = 24
const MOST = 192

/** The library to choose from. */
export function ImageLibrary({ take, close }: { readonly take: (image: ImageRow) => void; readonly close: () => void }) {
  const { t } = useTranslation()
  const { sizeOf } = useImageWords()
  const [typed, setTyped] = useState('')
  const [limit, setLimit] = useState(STEP)
  const q = useDebounced(typed.trim())
  const query = useApi(endpoints.images({ q, limit }), { keepPrevious: true })
  return (
    <Modal open width={820} title={t('images.choose')} footer={null} onCancel={close}>
      <div className="stack-small">
        <Input
          value={typed}
          aria-label={t('images.search')}
          placeholder={t('images.search')}
          onChange={({ target }) => {
            setTyped(target.value)
            setLimit(STEP)
          }}
        />
        <QueryView query={query}>
          {({ items, nextCursor }) => (
            <>
              {items.length === 0 ? <p className="soft">{t(q === '' ? 'images.emptyTitle' : 'images.nothingFound')}</p> : null}
              <ul className="image-grid">
                {items.map((image) => (
                  <li key={image.id}>
                    <button type="button" onClick={() => take(image)}>
                      <img className="image-look" src={image.path} alt={image.alt} loading="lazy" />
                      <span className="image-name">{image.name}</span>
                      <span className="cell-sub">{sizeOf(image)}</span>
                    </button>
                  </li>
                ))}
              </ul>
              {nextCursor === null || limit >= MOST ? null : (
                <div>
                  <Button onClick={() => setLimit((before) => Math.min(MOST, before + STEP))}>{t('images.more')}</Button>
                </div>
              )}
            </>
          )}
        </QueryView>
      </div>
    </Modal>
  )
}
