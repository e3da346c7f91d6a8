import { Button, Dropdown } from 'antd'
import type { KeyboardEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../../components/icon.tsx'
import { isGroup } from './draft.ts'
import type { DraftNode, PastDraft, Wrap } from './draft.ts'
import { changeNode, duplicateNode, groupNode, moveNode } from './edit-draft.ts'
import { PastInput } from './past-input.tsx'
import { RowNote } from './row-note.tsx'
import { useBuilder } from './use-builder.ts'

interface Props {
  node: DraftNode
  /** What the row is, for whoever hears the page. */
  label: string
  children: ReactNode
}

const PAST: PastDraft = { kind: 'ago', span: { n: 30, unit: 'day' } }

/** What every row has: its opposite, an earlier time, a menu, its removal; and keys: Enter adds one below, Alt with an arrow moves it. */
export function RowFrame({ node, label, children }: Props) {
  const { t } = useTranslation()
  const { edit, add, remove, wrong, grain } = useBuilder()
  const { id, wraps } = node
  const setWraps = (next: readonly Wrap[]) => edit((root) => changeNode(root, id, (one) => ({ ...one, wraps: next })), `wraps-${id}`)
  const isNot = wraps[0] === 'not'
  const keys = (event: KeyboardEvent<HTMLElement>) => {
    if (event.defaultPrevented || (event.target as Element).closest('li[data-row]') !== event.currentTarget) return
    const isMove = event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')
    if (isMove) edit((root) => moveNode(root, id, event.key === 'ArrowUp' ? -1 : 1))
    else if (event.key === 'Enter' && isPlainField(event.target)) add({ after: id })
    else return
    event.preventDefault()
  }
  const menu = [
    ...(grain === 'accounts' ? [] : [{ key: 'asOf', label: t('groups.addAsOf'), onClick: () => setWraps([...wraps, PAST]) }]),
    { key: 'duplicate', label: t('groups.duplicate'), onClick: () => edit((root) => duplicateNode(root, id)) },
    { key: 'group', label: t('groups.intoGroup'), onClick: () => edit((root) => groupNode(root, id)) },
    { key: 'up', label: t('groups.moveUp'), onClick: () => edit((root) => moveNode(root, id, -1)) },
    { key: 'down', label: t('groups.moveDown'), onClick: () => edit((root) => moveNode(root, id, 1)) },
  ]
  return (
    // The keys are shortcuts: all of it can be done by the buttons too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li className={`cond-row ${wrong?.id === id ? 'cond-wrong' : ''}`} data-row={id} aria-label={label} onKeyDown={keys}>
      <div className="cond-row-body">
        <Button
          size="small"
          className="not-toggle"
          aria-pressed={isNot}
          type={isNot ? 'primary' : 'default'}
          aria-label={t('groups.notOf', { what: label })}
          onClick={() => setWraps(isNot ? wraps.slice(1) : ['not', ...wraps])}
        >
          {t('groups.not')}
        </Button>
        {wraps.map((wrap, index) => {
          if (index === 0 && wrap === 'not') return null
          const drop = () => setWraps(wraps.filter((_, i) => i !== index))
          if (wrap !== 'not') {
            return (
              <PastInput
                key={`${index}-past`}
                past={wrap}
                change={(past) => setWraps(wraps.map((one, i) => (i === index ? past : one)))}
                remove={drop}
              />
            )
          }
          return (
            <Button key={`${index}-not`} size="small" type="primary" aria-label={t('groups.removeNot')} onClick={drop}>
              {t('groups.not')}
            </Button>
          )
        })}
        {children}
      </div>
      <div className="cond-row-tools">
        <Dropdown trigger={['click']} menu={{ items: menu }}>
          <Button type="text" size="small" aria-label={t('groups.moreOf', { what: label })} icon={<Icon name="menu" size={14} />} />
        </Dropdown>
        <Button
          type="text"
          size="small"
          aria-label={t(isGroup(node.base) ? 'groups.removeGroup' : 'groups.removeRow', { what: label })}
          icon={<Icon name="close" size={14} />}
          onClick={() => remove(id)}
          onKeyDown={(event) => {
            if (event.key !== 'Delete' && event.key !== 'Backspace') return
            event.preventDefault()
            remove(id)
          }}
        />
      </div>
      <RowNote id={id} />
    </li>
  )
}

/** A field where Enter does nothing of its own: a text, a number or a day, but no menu. */
function isPlainField(target: EventTarget): boolean {
  return target instanceof HTMLInputElement && target.closest('.ant-select') === null
}
