import { useEffect } from 'react'

const OVERLAY = '.ant-drawer, .ant-modal-root'
const LONG_TRAIL = 50

interface Step {
  readonly element: HTMLElement
  /** What holds it and can have the focus itself: the table of a row, the content of the page. */
  readonly place: HTMLElement | null
}

/**
 * When a drawer or dialog is taken out of the page with the focus in it, the focus returns to what had it before: the row or button that opened it,
 * or where that stood. Dialogs that stay in the page when they close do so themselves.
 */
export function useReturnFocus(): void {
  useEffect(() => {
    // What had the focus, newest last and each once: a dialog may have been opened from another, or from a menu that is closed by now.
    let trail: Step[] = []
    let isInside = false
    const onFocus = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement)) return
      isInside = target.closest(OVERLAY) !== null
      const isLong = trail.length >= LONG_TRAIL
      trail = trail.filter(({ element, place }) => element !== target && (!isLong || element.isConnected || place?.isConnected === true))
      trail.push({ element: target, place: target.parentElement?.closest<HTMLElement>('[tabindex]') ?? null })
    }
    // React empties what it takes out before an observer hears of it, so the focused element is asked, not the nodes that were removed.
    const watch = new MutationObserver(() => {
      if (!isInside || trail.at(-1)?.element.isConnected === true || document.activeElement !== document.body) return
      isInside = false
      trail.toReversed().some(({ element, place }) => takesFocus(element) || takesFocus(place))
    })
    document.addEventListener('focusin', onFocus)
    watch.observe(document.body, { childList: true })
    return () => {
      document.removeEventListener('focusin', onFocus)
      watch.disconnect()
    }
  }, [])
}

/** One that is gone, hidden or disabled does not. */
function takesFocus(element: HTMLElement | null): boolean {
  element?.focus({ preventScroll: true })
  return element !== null && document.activeElement === element
}
