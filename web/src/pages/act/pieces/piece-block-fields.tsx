import { Select, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import type { EmailBlock, MessageContent } from '#http/act/content-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { Panel } from '../../../components/page.tsx'

interface TagsProps {
  label: string
  hint: string
  value: readonly string[]
  readOnly: boolean
  change: (tags: string[]) => void
}

function PieceTagSelect({ label, hint, value, readOnly, change }: TagsProps) {
  const tags = useApi(endpoints.pieceTags())
  return (
    <Select
      mode="multiple"
      allowClear
      maxCount={20}
      disabled={readOnly}
      aria-label={label}
      placeholder={hint}
      value={[...value]}
      onChange={change}
      options={[...new Set([...(tags.data?.items ?? []).map(({ name }) => name), ...value])].map((name) => ({ value: name, label: name }))}
    />
  )
}

interface BlockProps {
  block: Extract<EmailBlock, { kind: 'piece' }>
  name: string
  readOnly: boolean
  change: (block: EmailBlock) => void
}

/** Which pieces a block of a mail takes, and whether it may be left out. */
export function PieceBlockFields({ block, name, readOnly, change }: BlockProps) {
  const { t } = useTranslation()
  return (
    <>
      <PieceTagSelect
        label={`${name}: ${t('pieces.blockTags')}`}
        hint={t('pieces.blockTags')}
        value={block.tags}
        readOnly={readOnly}
        change={(tags) => change({ ...block, tags })}
      />
      <label className="row">
        <Switch size="small" disabled={readOnly} checked={block.optional} onChange={(optional) => change({ ...block, optional })} />
        <span>{t('pieces.optional')}</span>
      </label>
    </>
  )
}

interface TextProps {
  draft: MessageContent
  set: (next: MessageContent) => void
  readOnly: boolean
}

/** Tags of the pieces that texts name, where a text names one. */
export function TextPieces({ draft, set, readOnly }: TextProps) {
  const { t } = useTranslation()
  if (!/\bpiece[2-5]?\.(?:title|text|body|image|alt|link|call)\b/u.test(JSON.stringify(draft))) return null
  const label = t('pieces.blockTags')
  return (
    <Panel title={t('pieces.title')} note={t('pieces.textTags')}>
      <PieceTagSelect
        label={label}
        hint={label}
        value={draft.pieceTags ?? []}
        readOnly={readOnly}
        change={(pieceTags) => set({ ...draft, pieceTags })}
      />
    </Panel>
  )
}
