import { Button, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { EmailBlock } from '#http/act/content-schemas.ts'
import type { ImageRow } from '#http/act/image-schemas.ts'
import { ImageField } from '../images/image-field.tsx'
import { PieceBlockFields } from '../pieces/piece-block-fields.tsx'
import { Icon } from '../../../components/icon.tsx'

const KINDS = ['heading', 'text', 'button', 'image', 'divider', 'offer', 'coupon', 'products', 'piece'] as const
type Kind = (typeof KINDS)[number]

function newBlock(kind: Kind): EmailBlock {
  switch (kind) {
    case 'heading':
      return { kind, text: '', level: 2 }
    case 'text':
      return { kind, text: '' }
    case 'button':
      return { kind, text: '', href: '{{ shop.url }}' }
    case 'image':
      return { kind, src: '', alt: '', href: '' }
    case 'products':
      return { kind, count: 3 }
    case 'piece':
      return { kind, tags: [], optional: true }
    default:
      return { kind }
  }
}

/** Pixels. */
const MAIL_WIDTH = 600
type ImageBlock = Extract<EmailBlock, { kind: 'image' }>

/** One that is narrower than the mail is not blown up; what somebody said of it stays. */
function withImage(block: ImageBlock, { path, alt, width }: ImageRow): ImageBlock {
  return withWidth({ ...block, src: path, alt: block.alt.trim() === '' ? alt : block.alt }, width < MAIL_WIDTH ? Math.max(16, width) : null)
}

function withWidth({ width: _before, ...block }: ImageBlock, width: number | null): ImageBlock {
  return width === null ? block : { ...block, width }
}

interface Props {
  blocks: readonly EmailBlock[]
  readOnly: boolean
  change: (blocks: readonly EmailBlock[]) => void
}

/** The blocks of a mail in their order; each can be moved, changed and taken out by mouse or keyboard. */
export function BlockEditor({ blocks, readOnly, change }: Props) {
  const { t } = useTranslation()
  const put = (i: number, block: EmailBlock) => change(blocks.map((one, at) => (at === i ? block : one)))
  const move = (from: number, to: number) => {
    const moved = blocks[from]
    if (moved === undefined || to < 0 || to >= blocks.length) return
    const rest = blocks.filter((_, at) => at !== from)
    change([...rest.slice(0, to), moved, ...rest.slice(to)])
  }
  return (
    <div className="stack-small">
      {blocks.map((block, i) => {
        const name = t('contents.blockN', { n: i + 1, kind: t(`contents.blocks.${block.kind}`) })
        return (
          <section key={`block ${i + 1}`} className="content-block" aria-label={name}>
            <header>
              <strong>{t(`contents.blocks.${block.kind}`)}</strong>
              {readOnly ? null : (
                <span className="row">
                  <Button
                    size="small"
                    type="text"
                    icon={<Icon name="arrowUp" />}
                    disabled={i === 0}
                    aria-label={t('contents.up', { name })}
                    onClick={() => move(i, i - 1)}
                  />
                  <Button
                    size="small"
                    type="text"
                    icon={<Icon name="arrowDown" />}
                    disabled={i === blocks.length - 1}
                    aria-label={t('contents.down', { name })}
                    onClick={() => move(i, i + 1)}
                  />
                  <Button
                    size="small"
                    type="text"
                    icon={<Icon name="close" />}
                    aria-label={t('contents.removeBlock', { name })}
                    onClick={() => change(blocks.filter((_, at) => at !== i))}
                  />
                </span>
              )}
            </header>
            <BlockFields block={block} readOnly={readOnly} name={name} change={(next) => put(i, next)} />
          </section>
        )
      })}
      {readOnly ? null : (
        <Select<Kind | null>
          value={null}
          placeholder={t('contents.addBlock')}
          aria-label={t('contents.addBlock')}
          onChange={(kind) => (kind === null ? undefined : change([...blocks, newBlock(kind)]))}
          options={KINDS.map((value) => ({ value, label: t(`contents.blocks.${value}`) }))}
        />
      )}
    </div>
  )
}

interface FieldProps {
  block: EmailBlock
  name: string
  readOnly: boolean
  change: (block: EmailBlock) => void
}

function BlockFields({ block, name, readOnly, change }: FieldProps) {
  const { t } = useTranslation()
  const label = (field: 'text' | 'href' | 'src' | 'alt') => ({
    'aria-label': `${name}: ${t(`contents.fields.${field}`)}`,
    placeholder: t(`contents.fields.${field}`),
    readOnly,
  })
  switch (block.kind) {
    case 'heading':
      return (
        <Input {...label('text')} maxLength={500} value={block.text} onChange={({ target }) => change({ ...block, text: target.value })} />
      )
    case 'text':
      return (
        <Input.TextArea
          {...label('text')}
          autoSize={{ minRows: 2 }}
          maxLength={10_000}
          value={block.text}
          onChange={({ target }) => change({ ...block, text: target.value })}
        />
      )
    case 'button':
      return (
        <>
          <Input
            {...label('text')}
            maxLength={200}
            value={block.text}
            onChange={({ target }) => change({ ...block, text: target.value })}
          />
          <Input
            {...label('href')}
            maxLength={2000}
            value={block.href}
            onChange={({ target }) => change({ ...block, href: target.value })}
          />
        </>
      )
    case 'image':
      return (
        <>
          <ImageField
            label={`${name}: ${t('contents.fields.src')}`}
            value={block.src}
            readOnly={readOnly}
            onChange={(src) => change({ ...block, src })}
            onTake={(image) => change(withImage(block, image))}
          />
          <Input {...label('alt')} maxLength={500} value={block.alt} onChange={({ target }) => change({ ...block, alt: target.value })} />
          <Input
            {...label('href')}
            maxLength={2000}
            value={block.href}
            onChange={({ target }) => change({ ...block, href: target.value })}
          />
          <InputNumber
            className="image-width"
            min={16}
            max={MAIL_WIDTH}
            precision={0}
            disabled={readOnly}
            aria-label={`${name}: ${t('images.width')}`}
            prefix={t('contents.width')}
            suffix="px"
            placeholder={t('images.wholeWidth')}
            value={block.width ?? null}
            onChange={(width) => change(withWidth(block, width))}
          />
        </>
      )
    case 'products':
      return (
        <InputNumber
          min={1}
          max={3}
          precision={0}
          disabled={readOnly}
          aria-label={`${name}: ${t('contents.fields.count')}`}
          value={block.count}
          onChange={(count) => change({ ...block, count: count ?? 1 })}
        />
      )
    case 'piece':
      return <PieceBlockFields block={block} name={name} readOnly={readOnly} change={change} />
    case 'columns':
      return <p className="soft">{t('contents.columnsByFile')}</p>
    default:
      return null
  }
}
