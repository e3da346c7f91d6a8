import { useEffect, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import './tab-row.css'

interface Props {
  items: readonly { key: string; label: string }[]
  current: string
  open: (key: string) => void
  label?: string
}

/** A row of tabs that arrows step through. Where it is wider than its box, the side with more of it fades out. */
export function TabRow({ items, current, open, label }: Props) {
  const list = useRef<HTMLDivElement>(null)
  const [more, setMore] = useState('')
  useEffect(() => {
    const box = list.current
    const tab = box?.querySelector<HTMLElement>('[aria-selected="true"]')
    if (box !== null && tab !== null && tab !== undefined) box.scrollLeft = tab.offsetLeft - (box.clientWidth - tab.clientWidth) / 2
  }, [current])
  useEffect(() => {
    const box = list.current
    if (box === null) return
    const look = () => {
      const start = box.scrollLeft > 1
      const end = box.scrollLeft + box.clientWidth < box.scrollWidth - 1
      setMore([...(start ? ['start'] : []), ...(end ? ['end'] : [])].join(' '))
    }
    const watch = new ResizeObserver(look)
    watch.observe(box)
    box.addEventListener('scroll', look, { passive: true })
    look()
    return () => {
      watch.disconnect()
      box.removeEventListener('scroll', look)
    }
  }, [items.length])
  const step = (event: KeyboardEvent<HTMLButtonElement>, index: number) => {
    const last = items.length - 1
    const to = {
      ArrowRight: index === last ? 0 : index + 1,
      ArrowLeft: index === 0 ? last : index - 1,
      Home: 0,
      End: last,
    }[event.key]
    const item = to === undefined ? undefined : items[to]
    if (item === undefined) return
    event.preventDefault()
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[items.indexOf(item)]?.focus()
    open(item.key)
  }
  return (
    <div className="tab-row" role="tablist" aria-label={label} ref={list} data-more={more}>
      {items.map((item, index) => (
        <button
          key={item.key}
          type="button"
          role="tab"
          aria-selected={item.key === current}
          tabIndex={item.key === current ? 0 : -1}
          onClick={() => open(item.key)}
          onKeyDown={(event) => step(event, index)}
        >
          {item.label}
        </button>
      ))}
    </div>
  )
}
